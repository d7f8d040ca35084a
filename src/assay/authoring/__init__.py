"""What an author starts from: a new course, with one small assignment that is green at once."""
