SELECT name, content FROM roundtable.reference_file WHERE version = $1::bigint ORDER BY name
