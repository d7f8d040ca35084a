"""Proves the hidden tests before a release: every right solution accepted, every misconception and mutant rejected."""
