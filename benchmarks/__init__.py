"""Measurements; none of them is a test, and no test asserts on time."""
