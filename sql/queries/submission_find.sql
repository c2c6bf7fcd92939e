-- Those of the organizations $1 with the ids $2, in pairs, that are stored, and their place among the pairs, from 1.
SELECT wanted.place, found.number, found.digest, found.replaced_by, found.receipt
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (organization, submission_id, place)
JOIN roundtable.submission AS found
    ON found.organization = wanted.organization AND found.submission_id = wanted.submission_id
