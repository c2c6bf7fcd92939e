-- One migration at a time; held until the end of the transaction.
SELECT pg_advisory_xact_lock(7402, 2)
