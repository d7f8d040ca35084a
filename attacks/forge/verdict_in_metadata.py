"""Says in the notebook's metadata that it is judged already, by a verdict of its own.

Must: earn nothing
"""

def hand_in(folder, notebook):
    notebook["metadata"]["grading"] = {"notes": [], "verdict": "0" * 64, "made_from": "0" * 64}
    (folder / "verdicts" / "convolution").mkdir(parents=True)
    (folder / "verdicts" / "convolution" / ("0" * 64 + ".json")).write_text('{"earned": 42}')
