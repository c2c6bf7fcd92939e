INSERT INTO roundtable.reference_set (version, digest, recorded_at)
VALUES ($1::bigint, $2::bytea, $3::timestamptz)
