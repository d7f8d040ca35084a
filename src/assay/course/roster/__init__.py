"""Who is in the class: read from a table, kept in nbgrader's database."""
