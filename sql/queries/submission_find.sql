SELECT number, digest, replaced_by, receipt
FROM roundtable.submission
WHERE organization = $1 AND submission_id = $2
