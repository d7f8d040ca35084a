"""Hands the notebook in under another name, which is full of HTML, escapes and line ends.

Must: be refused
"""

def hand_in(folder, notebook):
    (folder / "\x1b[2J\x1b]0;owned\x07\n<script>alert(1)<+script>=cmd().ipynb").write_text("{}")
    (folder / f"{folder.name}.ipynb").symlink_to("nowhere\n\x1b[2J")
    return True
