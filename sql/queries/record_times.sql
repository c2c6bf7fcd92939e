-- The last record time given out, and the newest published cutoff, in microseconds since 1970; null: none yet.
SELECT
    (extract(epoch FROM greatest(
        (SELECT max(recorded_at) FROM roundtable.submission),
        (SELECT max(recorded_at) FROM roundtable.reference_set),
        (SELECT max(recorded_from) FROM roundtable.edition),
        (SELECT max(cutoff) FROM roundtable.cutoff))) * 1000000)::bigint,
    (extract(epoch FROM (SELECT max(cutoff) FROM roundtable.cutoff)) * 1000000)::bigint
