"""What a student reads of a judging: replayed counterexamples, hints, misconceptions, checked outputs."""
