"""The hidden tests of the assignment ``convolution``."""
