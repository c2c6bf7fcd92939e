-- End, at $1, what the submissions $2 wrote and is not among the fact keys $3.
UPDATE roundtable.{table} AS fact
SET recorded_to = $1::timestamptz
WHERE fact.submission = ANY ($2::bigint[])
    AND fact.recorded_to = 'infinity'
    AND fact.fact_key <> ALL ($3::uuid[])
RETURNING fact.fact_key
