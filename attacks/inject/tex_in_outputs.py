"""Prints, shows and raises formulas, as text, as LaTeX, as Markdown and as a script of MathJax.

Must: earn at most 3
"""

# %% corr2d
from IPython.display import display
tex = r"$\newcommand{\frac}[2]{12}$ \(\def\sum{12}\) \[12 \text{ of } 12\] \begin{equation} 12 \end{equation}"
print(tex)
print(tex, file=sys.stderr)
display({"text/plain": tex, "text/latex": tex, "text/markdown": tex, "text/html": f'<script type="math/tex">{tex}</script>'}, raw=True)
corr2d = zeros
raise ValueError(tex)
