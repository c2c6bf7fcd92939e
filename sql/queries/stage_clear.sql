DELETE FROM stage_{table}
