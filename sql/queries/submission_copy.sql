COPY roundtable.submission (
    number, organization, submission_id, digest, bytes, edition, replaces, best_effort, nil, nil_note,
    reference_version, rows, inserted, revised, unchanged, rejected, ended, receipt, recorded_at)
FROM STDIN
