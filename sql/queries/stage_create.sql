-- Where the rows of one submission wait for a moment.
CREATE TEMPORARY TABLE stage_{table} AS
SELECT row_number, ref_area, fact_key, content, {columns}
FROM roundtable.{table}
WITH NO DATA
