-- Facts as known at cutoff $1, in the order of their keys. Null parameters do not filter. $2: areas; $3: reporting
-- organization; $4 and $5: area and key of the last fact of the page before; $6: at most so many.
-- From $7 on: what the fields must equal, in the order of the columns.
SELECT
    fact.ref_area, fact.fact_key, fact.organization, submission.submission_id, fact.row_number,
    (extract(epoch FROM fact.recorded_from) * 1000000)::bigint,
    {values}
FROM roundtable.{table} AS fact
JOIN roundtable.submission ON submission.number = fact.submission
WHERE fact.recorded_from <= $1::timestamptz
    AND fact.recorded_to > $1::timestamptz
    AND ($2::text[] IS NULL OR fact.ref_area = ANY ($2::text[]))
    AND ($3::text IS NULL OR fact.organization = $3::text)
    AND ($4::text IS NULL OR (fact.ref_area, fact.fact_key) > ($4::text, $5::uuid))
    {filters}
ORDER BY fact.ref_area, fact.fact_key
LIMIT $6::bigint
