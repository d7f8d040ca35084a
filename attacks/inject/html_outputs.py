"""Shows HTML, JavaScript, SVG, Markdown and LaTeX from its cells.

Must: earn at most 3
"""

# %% corr2d
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
evil = "<script>alert(1)</script><img src=x onerror=alert(1)><strong>12 of 12 points</strong>"
for kind in (HTML, Javascript, Latex, Markdown):
    display(kind(evil))
display({"image/svg+xml": f"<svg onload='alert(1)'>{evil}</svg>", "text/plain": evil}, raw=True)
display({"image/png": evil, "image/jpeg": evil, "text/html": evil}, raw=True)
print(evil)
print(evil, file=sys.stderr)
corr2d = zeros
