"""Names another kernel, another language and another title in its metadata.

Must: earn at most 3
"""

def hand_in(folder, notebook):
    evil = "<script>alert(1)</script>\x1b[2J"
    notebook["metadata"] = {
        "kernelspec": {"name": "../../../tmp/evil", "display_name": evil, "language": evil, "argv": ["touch", "/tmp/left"]},
        "language_info": {"name": evil, "file_extension": "/../../x", "pygments_lexer": "../../evil", "mimetype": evil,
                          "nbconvert_exporter": "os.system"},
        "title": evil, "authors": [{"name": evil}], "jupytext": {"formats": "ipynb,/tmp//py"}, "colab": {"name": evil}}


# %% corr2d
corr2d = zeros
