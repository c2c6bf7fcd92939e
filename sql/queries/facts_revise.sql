-- End the current versions of the facts with the areas $1 and keys $2, in pairs, each at its time in $3. (The
-- subselects: as in facts_current.)
UPDATE roundtable.{table} AS fact
SET recorded_to = revised.at
FROM unnest((SELECT $1::text[]), (SELECT $2::uuid[]), (SELECT $3::timestamptz[]))
    AS revised (ref_area, fact_key, at)
WHERE fact.ref_area = revised.ref_area
    AND fact.fact_key = revised.fact_key
    AND fact.recorded_to = 'infinity'
