INSERT INTO roundtable.edition (
    code, recorded_from, recorded_to, title, place, host, date_start, date_end, reference_date, previous)
VALUES (
    $1, $2::timestamptz, 'infinity', $3, $4, $5, $6::date, $7::date, $8::date, $9)
