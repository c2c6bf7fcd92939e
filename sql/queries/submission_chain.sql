-- $1, and all that it replaced, directly or not. A fact that an earlier one wrote and a later one sent again unchanged
-- still belongs to the earlier one.
WITH RECURSIVE chain (number) AS (
    SELECT $1::bigint
    UNION
    SELECT earlier.number
    FROM roundtable.submission AS earlier
    JOIN chain ON earlier.replaced_by = chain.number
)
SELECT array_agg(number)::text FROM chain
