"""Hands in a folder that is a link to another student's.

Must: be refused
"""

def hand_in(folder, notebook):
    folder.rmdir()
    folder.symlink_to(folder.parents[1] / "a_good_one" / folder.name)
    return True
