-- The version of the reference data at time $1 (null: the newest).
SELECT version, digest, (extract(epoch FROM recorded_at) * 1000000)::bigint
FROM roundtable.reference_set
WHERE $1::timestamptz IS NULL OR recorded_at <= $1::timestamptz
ORDER BY version DESC
LIMIT 1
