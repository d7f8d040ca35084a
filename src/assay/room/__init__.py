"""A program shut in with a student's code: walls, limits, warm start, watchdog, wire, self-test."""
