"""To and from learning management systems: what they hand out is taken in, what they take in is filled."""
