"""Writes HTML and scripts into text cells, in every spelling that a browser might take.

Must: stay harmless
"""

TEXT = """<script>alert(1)</script> <img src=x onerror=alert(1)> <svg onload=alert(1)> <iframe src="javascript:alert(1)">
<a href="javascript:alert(1)">x</a> <details open ontoggle=alert(1)> <style>*{display:none}</style> <base href="//evil">
[x](javascript:alert(1)) [y](data:text/html,<script>alert(1)</script>) ![z](file:///etc/passwd) [q][r]

[r]: javascript:alert(1)

$\\href{javascript:alert(1)}{x}$ $$\\require{html}\\href{javascript:alert(1)}{y}$$ <javascript:alert(1)>

<scr\nipt>alert(1)</script><!-- --><![CDATA[<script>alert(1)</script>]]> &lt;script&gt;alert(1)&lt;/script&gt;
"""


def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = TEXT + cell["source"]
    for kind in ("markdown", "raw"):
        notebook["cells"].insert(0, {"cell_type": kind, "id": f"mine-{kind}", "metadata": {"format": "text/html"},
                                     "source": TEXT})
