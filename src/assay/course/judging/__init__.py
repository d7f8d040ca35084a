"""Who is judged when, by whom, and what is compiled ahead: up to the verdicts; grading records them."""
