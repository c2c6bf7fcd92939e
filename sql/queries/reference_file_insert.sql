INSERT INTO roundtable.reference_file (version, name, content) VALUES ($1::bigint, $2, $3::bytea)
