"""The hidden tests of the assignment ``softmax``."""
