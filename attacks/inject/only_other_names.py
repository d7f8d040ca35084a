"""Hands in only a file whose name is HTML, escapes and line ends, which the refusal quotes.

Must: be refused
"""


def hand_in(folder, notebook):
    (folder / "\x1b[2J\x1b]0;owned\x07\n**x** <img src=x onerror=alert(1)>=cmd().ipynb").write_text("{}")
    return True
