"""A class graded, graded again, and summed up."""
