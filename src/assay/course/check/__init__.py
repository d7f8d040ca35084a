"""An assignment looked over before it is released: in seconds without running it, then in a room."""
