"""Hidden tests held against right and wrong solutions, before a release."""
