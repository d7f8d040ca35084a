"""The instructor's room: hidden tests, one folder an assignment, one pytest file a question."""
