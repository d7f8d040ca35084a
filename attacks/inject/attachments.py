"""Attaches scripts and SVG to text cells under names of pictures.

Must: stay harmless
"""

import base64


def hand_in(folder, notebook):
    svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>").decode()
    held = {"x.png": {"image/svg+xml": svg}, "y.png": {"image/png": "\"><script>alert(1)</script>"},
            "\"><script>alert(1)</script>": {"image/png": "iVBORw0KGgo="}, "z.html": {"text/html": svg}}
    source = "![x](attachment:x.png) ![y](attachment:y.png) ![z](attachment:z.html)"
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "attachments": held, "source": source})
