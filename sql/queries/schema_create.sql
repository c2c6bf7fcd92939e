-- The schema and the record of migrations: the only part that is not itself a migration.
CREATE SCHEMA IF NOT EXISTS roundtable;
CREATE TABLE IF NOT EXISTS roundtable.schema_migration (
    number integer CONSTRAINT schema_migration_pkey PRIMARY KEY,
    name text NOT NULL,
    digest bytea NOT NULL,
    applied_at timestamp with time zone NOT NULL
);
COMMENT ON SCHEMA roundtable IS 'Reports of the Cross-Regional Round Table.';
COMMENT ON TABLE roundtable.schema_migration IS 'The migrations that were applied to this schema.';
COMMENT ON COLUMN roundtable.schema_migration.number IS 'Applied in this order.';
COMMENT ON COLUMN roundtable.schema_migration.name IS 'sql/migrations/NNN_name.sql';
COMMENT ON COLUMN roundtable.schema_migration.digest IS 'SHA-256 of the file.';
COMMENT ON COLUMN roundtable.schema_migration.applied_at IS 'When.';
