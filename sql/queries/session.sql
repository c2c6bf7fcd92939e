-- Once per connection: bounds for everything it does, and what the server promises. $1: milliseconds a statement may
-- take; $2: milliseconds to wait for a lock; $3: milliseconds a transaction may stand idle; $4: 'on' if the session
-- only reads. Plans are made with the parameters at hand, because most filters are null.
SELECT
    current_setting('server_version_num')::integer,
    current_setting('fsync'),
    current_setting('full_page_writes'),
    CASE WHEN current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')
        THEN set_config('synchronous_commit', 'on', false)
        ELSE current_setting('synchronous_commit') END,
    set_config('statement_timeout', $1, false),
    set_config('lock_timeout', $2, false),
    set_config('idle_in_transaction_session_timeout', $3, false),
    set_config('default_transaction_read_only', $4, false),
    set_config('plan_cache_mode', 'force_custom_plan', false),
    set_config('random_page_cost', '1.1', false),
    set_config('client_min_messages', 'warning', false),
    set_config('timezone', 'UTC', false),
    set_config('datestyle', 'ISO, YMD', false),
    set_config('search_path', 'pg_catalog', false)
