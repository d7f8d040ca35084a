"""A class recorded at once: nbgrader's steps on what is held in memory, in the place of its converter around them."""
