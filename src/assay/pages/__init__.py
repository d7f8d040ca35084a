"""What people read: words, feedback, reports."""
