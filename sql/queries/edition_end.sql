-- End, at $2, the current plan of edition $1.
UPDATE roundtable.edition SET recorded_to = $2::timestamptz
WHERE code = $1 AND recorded_to = 'infinity'
