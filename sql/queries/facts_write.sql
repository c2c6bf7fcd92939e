-- Begin, at $1, a version for each staged row that has no current one, and end the current ones that say something else.
-- Returns the keys of both, and which were ended: a second run begins the versions that succeed those. A row that is
-- current already, with the same content, is passed over. $2: organization, $3: number of the submission.
-- (ON CONFLICT looks each row up by the primary key, whatever the planner believes of a table that just grew.)
INSERT INTO roundtable.{table} AS fact (
    ref_area, fact_key, recorded_from, recorded_to, content, organization, submission, row_number,
    {columns})
SELECT
    ref_area, fact_key, $1::timestamptz, 'infinity', content, $2, $3::bigint, row_number,
    {columns}
FROM stage_{table}
ON CONFLICT (ref_area, fact_key, recorded_to) DO UPDATE SET recorded_to = $1::timestamptz
WHERE fact.content <> excluded.content
RETURNING fact_key, recorded_to < 'infinity'
