-- The newest published cutoff at or before $1 (null: of all).
SELECT (extract(epoch FROM max(cutoff)) * 1000000)::bigint
FROM roundtable.cutoff
WHERE $1::timestamptz IS NULL OR cutoff <= $1::timestamptz
