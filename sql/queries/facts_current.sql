-- The contents of those facts of which a version is current. $1 and $2: their areas and keys, in pairs. (From a
-- subselect the planner expects few of them, and goes by the primary key, whatever it believes of a table that just
-- grew.)
SELECT fact.fact_key, fact.content
FROM unnest((SELECT $1::text[]), (SELECT $2::uuid[])) AS wanted (ref_area, fact_key)
JOIN roundtable.{table} AS fact
    ON fact.ref_area = wanted.ref_area AND fact.fact_key = wanted.fact_key
WHERE fact.recorded_to = 'infinity'
