"""The hidden tests of the assignment ``channels``."""
