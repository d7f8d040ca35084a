"""Answers to the assignment `convolution`: the reference, the wheat and the chaff."""
