"""nbgrader's database: rows, lock, backups, export; and the preprocessors that fill it."""
