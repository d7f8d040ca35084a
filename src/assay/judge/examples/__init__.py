"""The inputs that hidden tests draw: spread, recorded once, and a part of them drawn for each submission."""
