INSERT INTO roundtable.cutoff (cutoff, published_at) VALUES ($1::timestamptz, $2::timestamptz)
