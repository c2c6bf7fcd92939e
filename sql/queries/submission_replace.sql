-- $1 was replaced by $2.
UPDATE roundtable.submission SET replaced_by = $2::bigint WHERE number = $1::bigint
