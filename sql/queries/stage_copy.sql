COPY stage_{table} (row_number, ref_area, fact_key, content, {columns}) FROM STDIN
