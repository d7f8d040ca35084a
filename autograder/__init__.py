"""An autograded assignment kit on nbgrader: the judge is not in the room with the student."""
