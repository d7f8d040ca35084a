"""Lays links beside its notebook: to the gradebook, the home folder, and itself.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    (folder / "gradebook.db").symlink_to(folder.parents[2] / "gradebook.db")
    (folder / "home").symlink_to(folder.home())
    (folder / "loop").symlink_to(folder)
    (folder / "timestamp.txt").symlink_to("/etc/passwd")
    (folder / "submission_secret.txt").symlink_to(folder.parents[2] / "secret.txt")


# %% corr2d
corr2d = zeros
