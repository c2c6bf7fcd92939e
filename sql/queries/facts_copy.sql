-- New versions. Whether there is a current one was looked up before: the intake is the only writer.
COPY roundtable.{table} (
    ref_area, fact_key, recorded_from, recorded_to, content, organization, submission, row_number, {columns})
FROM STDIN
