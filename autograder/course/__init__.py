"""The nbgrader side: notebooks built, submissions taken in, folders and gradebook filled from verdicts."""
