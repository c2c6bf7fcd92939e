SELECT nextval('roundtable.submission_number') FROM generate_series(1, $1::integer)
