"""Judging as a task of bytes, which any process on any machine may do: it needs no course, no database and no name."""
