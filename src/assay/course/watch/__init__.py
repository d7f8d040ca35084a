"""A service that grades what comes in, and shows it as often as a policy says."""
