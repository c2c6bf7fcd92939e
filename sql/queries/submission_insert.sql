INSERT INTO roundtable.submission (
    number, organization, submission_id, digest, bytes, edition, replaces, best_effort, nil, nil_note,
    reference_version, rows, inserted, revised, unchanged, rejected, ended, receipt, recorded_at)
VALUES (
    $1::bigint, $2, $3, $4::bytea, $5::bytea, $6, $7, $8::boolean, $9::boolean, $10,
    $11::bigint, $12::integer, $13::integer, $14::integer, $15::integer, $16::integer, $17::integer,
    $18::bytea, $19::timestamptz)
