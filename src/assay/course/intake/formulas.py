"""Formulas in a student's text: they are set, but they define nothing and leave their place by no means.

MathJax reads a page as one document: what a formula defines, all later ones use, ours too; and what it raises or kerns
may lie over our words. So an invisible blank shuts every command but those that only draw. The lists are of what is
allowed, since MathJax loads more commands when it meets them.
"""

from __future__ import annotations

import html
import re

#: Letters and signs.
SIGNS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi varpi
rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi
Omega aleph beth gimel daleth hbar hslash ell wp Re Im partial nabla infty imath jmath forall exists nexists emptyset
varnothing complement neg lnot top bot angle measuredangle triangle square blacksquare Box Diamond lozenge bigstar star
prime backprime surd flat natural sharp clubsuit diamondsuit heartsuit spadesuit checkmark degree dagger ddagger S P
dots ldots cdots vdots ddots dotsc dotsb dotsm dotsi dotso ldotp cdotp colon pm mp times div cdot ast circ bullet oplus
ominus otimes oslash odot boxplus boxminus boxtimes boxdot cap cup uplus sqcap sqcup wedge land vee lor setminus
smallsetminus wr amalg bmod mod pmod pod leq le geq ge leqslant geqslant ll gg lll ggg lt gt neq ne equiv sim simeq
approx approxeq cong doteq doteqdot coloneqq propto varpropto prec succ preceq succeq subset supset subseteq
supseteq subsetneq supsetneq sqsubset sqsupset sqsubseteq sqsupseteq in ni owns notin mid nmid parallel nparallel perp
vdash dashv models vDash asymp bowtie smile frown therefore because leftarrow gets rightarrow to leftrightarrow
Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow Longrightarrow
Longleftrightarrow implies impliedby iff mapsto longmapsto hookleftarrow hookrightarrow leftharpoonup leftharpoondown
rightharpoonup rightharpoondown rightleftharpoons uparrow downarrow updownarrow Uparrow Downarrow Updownarrow nearrow
searrow swarrow nwarrow leadsto rightsquigarrow twoheadrightarrow circlearrowleft circlearrowright nleftarrow
nrightarrow upharpoonright restriction sum prod coprod int iint iiint oint bigcap bigcup bigsqcup bigvee bigwedge
bigodot bigotimes bigoplus biguplus circledast circledcirc circleddash divideontimes ltimes rtimes triangleq nleq ngeq
nless ngtr lesssim gtrsim nsubseteq nsupseteq digamma eth lbrace rbrace lbrack rbrack langle rangle lvert rvert lVert
rVert vert Vert lceil rceil lfloor rfloor lgroup rgroup ulcorner urcorner llcorner lrcorner backslash
"""
#: Names of functions.
FUNCTIONS = """
arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min Pr
sec sin sinh sup tan tanh injlim projlim argmin argmax operatorname
"""
#: What is built of others.
SHAPES = """
frac dfrac tfrac cfrac binom dbinom tbinom choose over atop sqrt root of not left right middle big Big bigg Bigg bigl
bigr bigm Bigl Bigr Bigm biggl biggr biggm Biggl Biggr Biggm hat widehat bar overline underline vec tilde widetilde dot
ddot dddot acute grave breve check mathring overbrace underbrace overrightarrow overleftarrow overleftrightarrow
overset underset stackrel xrightarrow xleftarrow substack limits nolimits displaylimits boxed boldsymbol bm bf rm it
cal sf tt pmb mathbb mathbf mathcal mathfrak mathit mathrm mathscr mathsf mathtt mathop mathbin mathrel mathord mathopen
mathclose mathpunct mathinner text textbf textit textrm textsf texttt mbox displaystyle textstyle scriptstyle
scriptscriptstyle quad qquad enspace thinspace medspace thickspace begin end hline tag notag nonumber cr
"""
#: What stands between begin and end.
BLOCKS = """
equation align aligned gather gathered multline split cases matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix
array eqnarray subarray
"""
COMMANDS = frozenset(f"{SIGNS} {FUNCTIONS} {SHAPES}".split())
ENVIRONMENTS = frozenset(BLOCKS.split())
SHUT = "\u200b"
# Nothing here is tried twice (`++`, `*+`): a text of blanks or braces would take time that grows with its square.
# A backslash, the command behind it, and what stands in braces behind that.
_COMMAND = re.compile(r"\\(?=([A-Za-z]++)(?:\s*+\{\s*+([A-Za-z]*+)\*?\s*+\})?)")
# The end of a row and the distance to the next, which may be negative.
_DISTANCE = re.compile(r"(\\\\|\\cr)(?=\s*+(?:\*\s*+)?\[[\s{}]*+[-+]?[\s{}\d.,]*+[A-Za-z][\s{}]*+[A-Za-z][\s{}]*+\])")
# What Markdown turns into another character, so that a command would first be one on the page.
_REFERENCE = re.compile(r"&(?=(#[0-9]+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]{0,40});)")
_LONGEST_NUMBER = 8


def tame(source: str) -> str:
    """A student's Markdown whose formulas only draw."""
    source = _REFERENCE.sub(_shut_if_tex, source)
    return _DISTANCE.sub(rf"\1{SHUT}", _COMMAND.sub(_shut_unless_known, source))


def _shut_unless_known(found: re.Match[str]) -> str:
    command, environment = found.groups()
    known = environment in ENVIRONMENTS if command in ("begin", "end") else command in COMMANDS
    return "\\" if known else f"\\{SHUT}"


def _shut_if_tex(found: re.Match[str]) -> str:
    name = found[1]
    if name.startswith("#") and len(name.lstrip("#xX0")) > _LONGEST_NUMBER:
        return f"&{SHUT}"
    return f"&{SHUT}" if re.match(r"[\\${}()\[\]A-Za-z]", html.unescape(f"&{name};")) else "&"
