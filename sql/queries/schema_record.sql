INSERT INTO roundtable.schema_migration (number, name, digest, applied_at)
VALUES ($1::integer, $2, $3::bytea, $4::timestamptz)
