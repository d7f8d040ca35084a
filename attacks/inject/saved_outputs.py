"""Saves outputs of every kind in its notebook: HTML, scripts, SVG, widgets, results.

Must: stay harmless
"""

EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)>"
KINDS = ("text/html", "application/javascript", "image/svg+xml", "text/markdown", "text/latex", "image/png",
         "application/vnd.jupyter.widget-view+json", "text/plain", "application/pdf")


def hand_in(folder, notebook):
    outputs = [{"output_type": "display_data", "metadata": {"text/html": {"isolated": True}}, "data": {kind: EVIL}}
               for kind in KINDS]
    error = {"output_type": "error", "ename": EVIL, "evalue": EVIL, "traceback": [EVIL]}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[*outputs, error], execution_count=1)
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {"state": {"x": EVIL}}}
