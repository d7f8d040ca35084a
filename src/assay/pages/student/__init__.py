"""A student's feedback page: read from the graded notebook and its verdict, written by a template."""
