"""Hands in a notebook that was saved with 30 MB of outputs.

Must: be refused
"""

def hand_in(folder, notebook):
    output = {"output_type": "stream", "name": "stdout", "text": "x" * (30 << 20)}
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["outputs"] = [output]
