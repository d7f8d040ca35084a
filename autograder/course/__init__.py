"""The nbgrader side: building notebooks, taking submissions in, filling nbgrader's folders and gradebook from verdicts."""
