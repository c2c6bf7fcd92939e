-- Versions that ended (side 0) or began (side 1) after $1 and not later than $2, oldest first, and who made it so: at
-- least $3 of them, and all of the same time as the last. Each submission has a record time of its own.
SELECT
    fact.ref_area, fact.fact_key, fact.organization, submission.submission_id, fact.row_number,
    (extract(epoch FROM fact.recorded_from) * 1000000)::bigint,
    {values},
    (extract(epoch FROM fact.changed_at) * 1000000)::bigint, fact.side, author.submission_id
FROM (
    SELECT ended.*, ended.recorded_to AS changed_at, 0 AS side
    FROM roundtable.{table} AS ended
    WHERE ended.recorded_to > $1::timestamptz AND ended.recorded_to <= $2::timestamptz
    UNION ALL
    SELECT begun.*, begun.recorded_from, 1
    FROM roundtable.{table} AS begun
    WHERE begun.recorded_from > $1::timestamptz AND begun.recorded_from <= $2::timestamptz
    ORDER BY changed_at
    FETCH FIRST ($3::bigint) ROWS WITH TIES
) AS fact
JOIN roundtable.submission ON submission.number = fact.submission
JOIN roundtable.submission AS author ON author.recorded_at = fact.changed_at
ORDER BY fact.changed_at, fact.ref_area, fact.fact_key, fact.side
