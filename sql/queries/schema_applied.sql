SELECT number, name, encode(digest, 'hex') FROM roundtable.schema_migration ORDER BY number
