"""Answers to the assignment `channels`: the reference, the wheat and the chaff."""
