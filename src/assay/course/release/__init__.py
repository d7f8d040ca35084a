"""Source and release built from an assignment's text, behind the gate."""
