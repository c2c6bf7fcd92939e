-- End, at $1, what the submissions $2 wrote and the staged rows do not have.
UPDATE roundtable.{table} AS fact
SET recorded_to = $1::timestamptz
WHERE fact.submission = ANY ($2::bigint[])
    AND fact.recorded_to = 'infinity'
    AND NOT EXISTS (
        SELECT FROM stage_{table} AS stage
        WHERE stage.ref_area = fact.ref_area AND stage.fact_key = fact.fact_key)
RETURNING fact.fact_key
