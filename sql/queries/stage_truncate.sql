TRUNCATE stage_{table}
