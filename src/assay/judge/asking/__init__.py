"""How a student's functions and objects are asked, and what their answers are known by."""
