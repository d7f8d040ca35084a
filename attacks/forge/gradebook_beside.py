"""Brings a gradebook and grades of its own along.

Must: earn nothing
"""

import sqlite3


def hand_in(folder, notebook):
    with sqlite3.connect(folder / "gradebook.db") as gradebook:
        gradebook.execute("create table grade (name text, manual_score real)")
        gradebook.execute("insert into grade values ('test_corr2d', 12)")
    gradebook.close()
    (folder / "grades.csv").write_text("student_id,score\nforge_gradebook_beside,46\n")
    (folder / "feedback.html").write_text("<strong>12 of 12 points</strong>")
