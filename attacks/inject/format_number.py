"""Writes HTML and escapes where the notebook's format is told.

Must: be refused
"""

def hand_in(folder, notebook):
    notebook.update(nbformat="<script>alert(1)</script>\x1b[2J", nbformat_minor="=cmd()")
