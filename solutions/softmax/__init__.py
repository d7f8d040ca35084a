"""Solutions of the assignment ``softmax``."""
