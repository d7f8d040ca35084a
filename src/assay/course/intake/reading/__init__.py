"""Code of students, read and never run: what it defines and what it needs."""
