-- The plans as known at $1 (null: now), by the first day of the meeting.
SELECT code, title, place, host, date_start, date_end, reference_date, previous
FROM roundtable.edition
WHERE CASE WHEN $1::timestamptz IS NULL THEN recorded_to = 'infinity'
    ELSE recorded_from <= $1::timestamptz AND recorded_to > $1::timestamptz END
ORDER BY date_start, code
