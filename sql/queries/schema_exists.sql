SELECT to_regclass('roundtable.schema_migration') IS NOT NULL
