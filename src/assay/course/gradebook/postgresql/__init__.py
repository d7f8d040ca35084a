"""A gradebook that lies in PostgreSQL: its address, whether it can be used, its backups, the way there."""
