"""Writes Markdown links, pictures and formulas that lead into scripts and files.

Must: stay harmless
"""

TEXT = """[a]( javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](java&#115;cript:alert(1)) [d](<javascript:alert(1)>)
[e](&#x6A;avascript:alert(1)) [f](vbscript:x) ![g](data:image/svg+xml;base64,PHN2Zz4=) [h](file:///etc/passwd)
[i](\\njavascript:alert(1)) [j](\x01javascript:alert(1)) [k]("onmouseover=alert(1)) <https://x"onclick=alert(1)>
[l](https://x "t" onclick=alert(1)) [m](//evil) [n](attachment:"><script>alert(1)</script>) `<script>alert(1)</script>`

    <script>alert(1)</script>

| <script>alert(1)</script> | [x](javascript:alert(1)) |
|---|---|

$\\class{x}{y}\\style{position:fixed}{z}\\cssId{a}{b}\\unicode{60}script\\href{javascript:alert(1)}{q}$ `$\\href{javascript:x}{y}$`
"""


def hand_in(folder, notebook):
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": TEXT})
    next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("task") or
         cell["metadata"].get("nbgrader", {}).get("grade_id") == "why_convolution")["source"] = TEXT
