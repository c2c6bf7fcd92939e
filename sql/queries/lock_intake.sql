-- One intake at a time writes. The lock lasts as long as the session: when that is lost, so is the lock, and
-- whoever takes it next sees what the lost session committed. The number is arbitrary, and only ours.
SELECT pg_try_advisory_lock(7402, 1)
