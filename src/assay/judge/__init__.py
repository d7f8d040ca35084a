"""Hidden tests held against a room. Trusted, and free of nbgrader: cells in, a verdict out."""
