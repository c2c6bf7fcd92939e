SELECT nextval('roundtable.submission_number')
