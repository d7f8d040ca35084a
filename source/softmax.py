# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Reading Digits with Softmax Regression
#
# You will build a small reader of digits from nothing but NumPy: scores, probabilities, a loss, its gradient, and the
# loop that learns. There are nine questions, 48 points in all:
#
# | question | you write | points |
# |---|---|---|
# | `why_softmax` | two sentences | 3 |
# | `softmax` | scores into probabilities | 6 |
# | `one_hot` | labels as rows of zeros and a one | 3 |
# | `cross_entropy` | the loss | 6 |
# | `gradient` | the slope of the loss | 8 |
# | `minibatches` | small portions in random order | 5 |
# | `accuracy` | the class `Accuracy`, a running score | 5 |
# | `confusion` | what is taken for what | 4 |
# | `train` | a reader that learns | 8 |
#
# **How it works.** Change only the cells that say `YOUR CODE HERE` or `YOUR ANSWER HERE`; all others are put back as
# they were when you hand in. Below each question a check runs a small example. If it does not come out, one sentence in
# red says why, and the cells below still run. If it does, you are on the way, not yet at the end: after you hand in,
# your functions are also tried on other inputs, and each of their properties earns its points by itself.
#
# **What counts as right.** The same rules hold for every question.
#
# - NumPy and plain Python are enough, and no other library is asked for.
# - Numbers need to be as accurate as sums in float32, unless a question says more.
# - There is at least one row and at least one column, and sometimes just one. Labels are whole numbers; some may not
#   occur.
# - Keep the names of the functions and of their arguments: these come by position or by name.
# - A list of numbers may stand for an array in what you return, a NumPy number for one of Python's.
# - NumPy arrays can be written to. Yours are yours; those that you are given stay as they were.
# - Equal arguments give equal answers.
#
# **What you need.** Python 3.11, which also grades; a later one will do, but for what is new in its language. And once,
# in a terminal, the versions that also grade:
#
#     pip install jupyterlab==4.6.6 matplotlib==3.11.2 numpy==2.4.6
#
# Then `jupyter lab` opens this notebook. Keep the file `glyphs.csv` beside it. Other versions will mostly do.
#
# **Handing in.** Restart the kernel, run all cells, save, and hand in this file under the name that it has, where your
# course says. Until the deadline you may hand in again: the last one counts.
#
# Run the cells below first. Two of them are folded: they hold the tools for the checks and the pictures. All these
# tools live in `handout`, so you are free in how you name things.

# %% nbgrader={"grade_id": "setup", "locked": true}
import numpy as np

# %% jupyter={"source_hidden": true} nbgrader={"grade_id": "checks", "locked": true}
# The courtesy checks of this notebook: they say in one sentence what should be and what is.
def _make_handout():
    # Everything is local here, built-in names too, so that nothing you define can get in the way, nor be overwritten.
    import re
    import sys
    import textwrap
    import traceback
    import types
    from builtins import Exception, NameError, NotImplementedError, OSError, ValueError
    from builtins import float, getattr, hasattr, int, isinstance, len, list, print, range, str, tuple, type, zip

    import numpy as np

    functions = ("softmax", "one_hot", "cross_entropy", "gradient", "minibatches", "confusion", "train")
    questions = (*functions, "Accuracy")
    files = {}

    class NotYet(Exception):
        """A check that did not pass; its text is one sentence or two."""

    def data():
        """The file glyphs.csv: the pictures (2000, 64), from 0 to 1, and their digits (2000,). Fresh at every call."""
        if not files:
            try:
                table = np.loadtxt("glyphs.csv", delimiter=",", dtype=int)
            except (OSError, ValueError) as error:
                raise NotYet(f"glyphs.csv cannot be read ({error}). It belongs beside this notebook.") from None
            files.update(X=table[:, 1:] / 16, y=table[:, 0])
        return files["X"].copy(), files["y"].copy()

    def check(function):
        """Run a check at once. If it does not pass, say why in red, and let the cells below run all the same."""
        try:
            function()
        except NotYet as reason:
            # Short lines, as `nbgrader validate` cuts long ones; what stands in round brackets stays together.
            text = re.sub(r"\([^()]*\)", lambda inner: inner[0].replace(" ", "\xa0"), f"Not yet: {reason}")
            print("\n".join(textwrap.wrap(text, 80)).replace("\xa0", " "), file=sys.stderr)

    def require(condition, sentence):
        """End the check with this sentence unless the condition holds."""
        if not condition:
            raise NotYet(sentence)

    def unfilled(error):
        """The question whose missing answer caused `error`, or None."""
        if isinstance(error, NameError) and error.name in questions:
            return error.name
        frame = error.__traceback__
        while frame and frame.tb_next:
            frame = frame.tb_next
        code = frame.tb_frame.f_code if frame else unfilled.__code__
        name = getattr(code, "co_qualname", code.co_name).split(".")[0]
        return name if isinstance(error, NotImplementedError) and name in questions else None

    def answer(should, call):
        """The value of call(), or a sentence that ends with what it should be."""
        try:
            return call()
        except NotYet:
            raise
        except Exception as error:
            if name := unfilled(error):
                raise NotYet(f"{name} is still empty. Fill it in, then run this cell again: {should}.") from None
            ours = (call.__code__.co_filename, answer.__code__.co_filename)
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename not in ours]
            lines = [frame.line for frame in frames if "/ipy" in frame.filename or "<ipy" in frame.filename]
            where = f" in your line `{lines[-1]}`" if lines else ""
            said = (str(error).splitlines() or [""])[0][:200].rstrip(".")
            raise NotYet(f"{type(error).__name__}{where}: {said}. But {should}.") from None

    def kind(value):
        """What a value is, in a word or two."""
        return f"an array of {value.dtype}" if hasattr(value, "dtype") else f"of type {type(value).__name__}"

    def numbers(what, value, shape, should):
        """The value as an array of this shape, or a sentence. A list of numbers may stand for an array."""
        require(value is not None, f"{what} is None: is the `return` missing? It {should}.")
        try:
            found = np.asarray(value)
        except Exception:
            found = np.asarray(None)
        require(found.dtype.kind in "iuf", f"{what} is {kind(value)}. It {should}, as an array of numbers.")
        require(found.shape == shape, f"{what} has the shape {found.shape}. It {should}, of shape {shape}.")
        return found.astype("float64")

    def shown(array, digits=6):
        """A small array on one line, without needless zeros."""
        style = {"float_kind": lambda number: f"{number + 0.0:.{digits}g}"}
        return " ".join(np.array2string(array, separator=", ", max_line_width=10**6, formatter=style).split())

    def same(what, call, expected, within=1e-4):
        """Compare call() with `expected`: first the kind, then the shape, then the values."""
        expected = np.asarray(expected, dtype="float64")
        should = f"should be {shown(expected)}"
        found = numbers(what, answer(f"{what} {should}", call), expected.shape, should)
        require((np.abs(found - expected) <= within).all(), f"{what} {should}, but it is {shown(found)}.")
        print(f"✓ {what} is {shown(found, 5)}")

    def two(what, names, call):
        """The two values that call() returns, or a sentence."""
        should = f"should return the pair {names}"
        value = answer(f"{what} {should}", call)
        require(value is not None, f"{what} is None: is the `return` missing? It {should}.")
        require(isinstance(value, (tuple, list)), f"{what} is {kind(value)}. It {should}.")
        require(len(value) == 2, f"{what} is a {type(value).__name__} of {len(value)}. It {should}.")
        return value

    def drawn(what, call, should):
        """The items of what call() gives, be it a list, a generator or another iterator."""
        value = answer(f"{what} {should}", call)
        require(value is not None, f"{what} is None: is a `yield` or `return` missing? It {should}.")
        require(hasattr(value, "__iter__"), f"{what} is {kind(value)}. It {should}, one after the other.")
        return answer(f"{what} {should}", lambda: [item for item, _ in zip(value, range(100), strict=False)])

    def loss(W, b, X, y):
        """The mean cross-entropy of scores X @ W + b, for the pictures."""
        O = X @ W + b
        O = O - O.max(axis=1, keepdims=True)
        return float((np.log(np.exp(O).sum(axis=1)) - O[range(len(y)), y]).mean())

    tools = (data, check, require, unfilled, answer, kind, numbers, same, two, drawn, loss)
    return types.SimpleNamespace(**{tool.__name__: tool for tool in tools}, learned=None, NotYet=NotYet)


handout = _make_handout()

# %% jupyter={"source_hidden": true} nbgrader={"grade_id": "pictures", "locked": true}
# The drawing tools of this notebook. Without matplotlib everything but the pictures still works.
def _add_pictures(handout):
    from builtins import Exception, ImportError, enumerate, format, len, print, range, vars, zip

    import numpy as np

    try:
        import matplotlib.pyplot as plt
    except ImportError:
        plt = None

    def picture(needs=""):
        """Draw at once what the function below draws, or say in one line why there is no picture."""

        def draw(function):
            if plt is None:
                print("No picture: matplotlib is not installed. The questions do not need it.")
                return
            try:
                function()
                plt.show()
            except Exception as error:
                plt.close("all")
                name = handout.unfilled(error) or needs
                why = f"No picture yet: {name} above has to pass its check first." if name else f"No picture: {error}"
                print(why)

        return draw

    def glyphs(panels, pictures, titles, **look):
        """Show one picture of 64 pixels in each panel, with a word above it."""
        for panel, pixels, title in zip(np.ravel(panels), pictures, titles, strict=True):
            panel.imshow(np.reshape(pixels, (8, 8)), **({"cmap": "Greys", "vmin": 0, "vmax": 1} | look))
            panel.set_title(title, fontsize=10)
            panel.axis("off")

    def bars(panel, heights, title, form, color):
        """Upright bars for the digits from 0 on, each with its number above it."""
        panel.bar(range(len(heights)), heights, color=color)
        for place, height in enumerate(heights):
            end = {"va": "top", "xytext": (0, -3)} if height < 0 else {"va": "bottom", "xytext": (0, 3)}
            text = format(height, form).replace("-", "−")
            look = {"ha": "center", "fontsize": 8, "textcoords": "offset points"} | end
            panel.annotate(text, (place, height), **look)
        panel.set_title(title, fontsize=10)
        panel.set(xticks=range(len(heights)), yticks=[])
        panel.margins(y=0.18)
        panel.spines[["top", "left", "right"]].set_visible(False)

    more = {"picture": picture, "glyphs": glyphs, "bars": bars, "plt": plt, "blue": "#0b5cad", "orange": "#d95f02"}
    vars(handout).update(more)


_add_pictures(handout)

# %% [markdown]
# ## The data
#
# Beside this notebook lies a file, `glyphs.csv`: 2,000 pictures of digits, 8 × 8 pixels each, one a line. First comes
# the digit, then 64 pixels, row by row, from 0 (paper) to 16 (ink). They were drawn from eight printed fonts, then
# moved, slanted, stretched, and sprinkled with noise. To see the file as arrays, whenever you like, write
#
#     X, y = handout.data()
#
# in a cell of your own. `X` has the shape (2000, 64), with pixels from 0 to 1 (what the file says, divided by 16), and
# `y` has the shape (2000,), with whole numbers from 0 to 9.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_glyphs", "locked": true}
# The first two of each digit in the file.
@handout.picture()
def _draw_glyphs():
    from builtins import range

    X, y = handout.data()
    first = [np.flatnonzero(y == digit)[turn] for turn in (0, 1) for digit in range(10)]
    panels = handout.plt.subplots(2, 10, figsize=(7.5, 1.9), layout="constrained")[1]
    handout.glyphs(panels, X[first], y[first])

# %% [markdown]
# ## From pixels to scores to probabilities
#
# A linear reader gives every picture one *score* for each digit. With $n$ pictures of $d$ pixels and $q$ digits,
#
# $$O = X W + b, \qquad X: n \times d, \quad W: d \times q, \quad b: q, \quad O: n \times q.$$
#
# The digit with the largest score wins. But how good is a score of 3.7? We could demand that the right digit scores 1,
# all others 0, and punish the squared difference. Then a reader that gives the right digit a 5 and all others 0 is
# punished for being very right: its squared error is 16, while a reader that says 0 to everything, and knows nothing,
# gets off with 1. Scores are also no probabilities. They may be negative, and do not add up to anything.
#
# *Softmax* turns a row of scores into shares. Every score is put through exp, which makes it positive, and is then
# divided by the sum over the row:
#
# $$P_{ij} = \frac{\exp(O_{ij})}{\sum_k \exp(O_{ik})}$$
#
# Only differences between scores count, as the next picture shows.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_softmax", "locked": true}
# What softmax makes of a row of scores, of the same row moved up by two, and of its double.
@handout.picture()
def _draw_softmax():
    from builtins import zip

    scores = np.array([1.0, 2.0, -1.0, 0.5])
    rows = scores, scores + 2, 2 * scores
    panels = handout.plt.subplots(3, 3, figsize=(7.5, 5.2), layout="constrained")[1]
    for (left, middle, right), row, name in zip(panels, rows, ("", " + 2", " · 2"), strict=True):
        powers = np.exp(row)
        handout.bars(left, row, f"scores{name}", ".3g", handout.blue)
        handout.bars(middle, powers, "exp of them", ".1f", "0.6")
        handout.bars(right, powers / powers.sum(), "divided by their sum", ".2f", handout.orange)

# %% [markdown]
# Two more scores for everybody change nothing. Twice the scores, and the leader takes nearly all.
#
# There is a trap. A double can hold numbers up to about $1.8 \cdot 10^{308}$, and exp(710) is larger than that: it
# becomes infinity, and infinity over infinity is NaN, not a number. A float32 gives up at exp(89). As only differences
# count, you may subtract the same number from a whole row before exp, and one choice makes exp safe.
#
# ### Question 1: `why_softmax` (3 points)
#
# In two sentences of your own: why not train with the squared error of the scores, and what must the largest score not
# do to exp, which is why one subtracts what? A person reads your answer and gives one point for what is wrong with the
# squared error, one for what goes wrong with exp, and one for why subtracting does not change the result.

# %% [markdown] nbgrader={"grade_id": "why_softmax", "grade": true, "solution": true, "points": 3}
# The squared error wants every right score to be exactly 1, so it punishes a score of 5 for the right digit although
# that answer is only more certainly right, and what it compares are no probabilities. The largest score must not make
# exp overflow to infinity (infinity over infinity is NaN), so one subtracts the largest score of each row first: this
# multiplies numerator and denominator by the same factor, and the quotient stays.
#
# Rubric:
# - 1: the squared error punishes a score for being far above 1, though it is right; or scores are no probabilities
# - 1: the largest score must not make exp overflow: infinity over infinity is no number
# - 1: subtracting it changes nothing: numerator and denominator get the same factor, or only differences count

# %% [markdown]
# ### Question 2: `softmax` (6 points)
#
# For scores from −10,000 to 10,000 the answer is finite and right, and it has the dtype of the scores: float32 in,
# float32 out. The array `O` is not changed.

# %% nbgrader={"grade_id": "softmax", "solution": true}
def softmax(O):
    """Turn each row of scores into probabilities: exp of each score, divided by the sum of these over its row.

    O has shape (n, q), float32 or float64, with scores from −1e4 to 1e4. Returns an array of the same
    shape and dtype: numbers from 0 to 1, never NaN, whose rows sum to 1. O stays as it was.
    """
    ### BEGIN SOLUTION
    powers = np.exp(O - O.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_softmax", "grade": true, "locked": true, "points": 6}
@handout.check
def _check():
    row = np.log([[1.0, 2.0, 5.0]])
    handout.same("softmax([[log 1, log 2, log 5]])", lambda: softmax(row.copy()), [[0.125, 0.25, 0.625]])
    handout.same("softmax([[0, 0], [3, 3]])", lambda: softmax(np.array([[0.0, 0.0], [3.0, 3.0]])), [[0.5, 0.5]] * 2)
    handout.same("softmax([[10000, 0]])", lambda: softmax(np.array([[10000.0, 0.0]])), [[1, 0]])

# %% [markdown]
# ## Labels
#
# A label such as 2 says the same as the row 0, 0, 1, 0: all the probability lies on digit 2. This is called *one-hot*.
# It puts labels and probabilities side by side, so that they can be subtracted.
#
# ### Question 3: `one_hot` (3 points)

# %% nbgrader={"grade_id": "one_hot", "solution": true}
def one_hot(y, q):
    """Write each label as a row of q numbers: a one at the label's place, zeros elsewhere.

    y has shape (n,), whole numbers from 0 to q − 1; not all of them need to occur.
    Returns an array of shape (n, q), of any numeric dtype.
    """
    ### BEGIN SOLUTION
    rows = np.zeros((len(y), q))
    rows[np.arange(len(y)), y] = 1
    return rows
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_one_hot", "grade": true, "locked": true, "points": 3}
@handout.check
def _check():
    rows = [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]]
    handout.same("one_hot([2, 0, 2], 4)", lambda: one_hot(np.array([2, 0, 2]), 4), rows)

# %% [markdown]
# ## The loss
#
# How bad is a row of probabilities? Look only at $p$, what it gives to the right digit, and take $-\log p$: nothing if
# $p = 1$, and the more the smaller $p$ is. This is the *cross-entropy*; the loss is its mean over all rows.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_surprise", "locked": true}
# The loss of one row, by what it gives to the right digit.
@handout.picture()
def _draw_surprise():
    from builtins import abs

    p = np.linspace(0.005, 1, 400)
    axes = handout.plt.subplots(figsize=(5, 2.6), layout="constrained")[1]
    axes.plot(p, -np.log(p), color=handout.blue)
    for share, words in ((1.0, "sure, and right"), (0.1, "a guess among ten"), (0.01, "sure, and wrong")):
        axes.plot(share, -np.log(share), "o", color=handout.orange)
        look = {"ha": "right", "xytext": (4, 14)} if share == 1 else {"ha": "left", "xytext": (8, 6)}
        text, point = f"{words}: {abs(np.log(share)):.2g}", (share, -np.log(share))
        axes.annotate(text, point, textcoords="offset points", fontsize=9, **look)
    axes.set(xlabel="probability of the right digit", ylabel="loss", ylim=(-0.2, 5.4))
    axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# In terms of the scores, since the logarithm undoes the exp above the line,
#
# $$L = \frac{1}{n} \sum_i \Big( \log \sum_k \exp(O_{ik}) - O_{i, y_i} \Big).$$
#
# Here too, exp must not overflow. And log must not meet a zero: the probability of the right digit may be far too small
# for a float, and its logarithm still an ordinary number, such as −10,000. So do not compute the probability first.
#
# ### Question 4: `cross_entropy` (6 points)

# %% nbgrader={"grade_id": "cross_entropy", "solution": true}
def cross_entropy(O, y):
    """The mean over all rows i of log(sum over k of exp(O[i, k])) − O[i, y[i]].

    O has shape (n, q), float32 or float64, with scores from −1e4 to 1e4; y has shape (n,), whole numbers from 0 to
    q − 1. Returns one number, a float of Python's or NumPy's, finite for all such scores. O and y stay as they were.
    """
    ### BEGIN SOLUTION
    largest = O.max(axis=1)
    logs = largest + np.log(np.exp(O - largest[:, None]).sum(axis=1))
    return (logs - O[np.arange(len(y)), y]).mean()
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_cross_entropy", "grade": true, "locked": true, "points": 6}
@handout.check
def _check():
    guess = np.zeros((3, 10))
    handout.same("cross_entropy of a guess among ten", lambda: cross_entropy(guess, np.array([1, 4, 9])), np.log(10))
    scores = np.log([[1.0, 3.0], [1.0, 1.0]])
    wanted = (np.log(4) + np.log(2)) / 2
    handout.same("cross_entropy of log 4 and log 2", lambda: cross_entropy(scores, np.array([0, 1])), wanted)
    far = np.array([[10000.0, 0.0]])
    handout.same("cross_entropy([[10000, 0]], [1])", lambda: cross_entropy(far, np.array([1])), 10000, within=0.01)

# %% [markdown]
# ## The gradient
#
# Which way do the scores have to move? Take the loss of one row, $\log \sum_k \exp(O_k) - O_y$, and its slope by one
# score: the first part gives $\exp(O_j) / \sum_k \exp(O_k)$, which is $P_j$, and the second takes away a one if $j$ is
# the right digit. What is left is as simple as it gets: *what you said, minus what is true*. With $Y$ for the one-hot
# labels,
#
# $$\frac{\partial L}{\partial O} = \frac{P - Y}{n}.$$
#
# The scores are $O = X W + b$, so a pixel's weight has a share in the score that is as large as the pixel, and $b$ is
# added to every row. Work out the sums for `W` and for `b` on paper, first for one weight; the shapes then tell you
# where a transpose belongs.
#
# ### Question 5: `gradient` (8 points)

# %% nbgrader={"grade_id": "gradient", "solution": true}
def gradient(W, b, X, y):
    """The gradients of cross_entropy(X @ W + b, y) by W and by b.

    W has shape (d, q), b (q,), X (n, d), all floats; y has shape (n,), whole numbers from 0 to q − 1.
    Returns (dW, db), of the shapes of W and b. The arguments stay as they were.
    """
    ### BEGIN SOLUTION
    error = (softmax(X @ W + b) - one_hot(y, len(b))) / len(y)
    return X.T @ error, error.sum(axis=0)
    ### END SOLUTION

# %% [markdown]
# The check compares your gradient with differences: it moves one weight a little, up and down, and looks at how the
# loss changes. This always tells, whatever the formula.

# %% nbgrader={"grade_id": "test_gradient", "grade": true, "locked": true, "points": 8}
@handout.check
def _check():
    X, y = np.array([[1.0, 0.0], [0.5, 2.0], [-1.0, 1.0]]), np.array([0, 2, 1])
    W, b = np.array([[0.5, -1.0, 0.0], [1.0, 0.0, -0.5]]), np.array([0.0, 0.5, -0.5])

    def slopes(array):
        """The slopes of the loss by each number of W or of b."""
        found = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            before, two = array[place], []
            for move in (1e-5, -1e-5):
                array[place] = before + move
                two.append(handout.loss(W, b, X, y))
            array[place], found[place] = before, (two[0] - two[1]) / 2e-5
        return found

    pair = handout.two("gradient(W, b, X, y)", "(dW, db)", lambda: gradient(W.copy(), b.copy(), X.copy(), y.copy()))
    handout.same("dW", lambda: pair[0], slopes(W))
    handout.same("db", lambda: pair[1], slopes(b))

# %% [markdown]
# ## Small portions
#
# The gradient over all 2,000 pictures is exact and slow. The gradient over 64 of them is nearly as good and thirty
# times as cheap, so one takes many cheap steps, each on a *minibatch*. A pass over the data, an *epoch*, takes the
# pictures in a fresh random order and cuts it into portions. The order comes from a generator that is handed in:
# `rng = np.random.default_rng(seed)`. It has `rng.permutation`, `rng.shuffle` and more; who starts from the same seed
# gets the same order, so that a result can be repeated.
#
# ### Question 6: `minibatches` (5 points)
#
# `yield` the portions one by one, or return them in a list; both can be looped over.

# %% nbgrader={"grade_id": "minibatches", "solution": true}
def minibatches(n, batch_size, rng):
    """The numbers 0 to n − 1 in random order, in portions: arrays of indices, one after the other.

    n and batch_size are at least 1; rng is a numpy.random.Generator, the only source of the order, in which every
    order is equally likely. Each index comes once. Each portion has batch_size of them, but the last, which has what
    is left (so if batch_size is larger than n, there is one portion of n). A generator, a list or an iterator serves.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(n)
    for start in range(0, n, batch_size):
        yield order[start : start + batch_size]
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_minibatches", "grade": true, "locked": true, "points": 5}
@handout.check
def _check():
    from builtins import int, len, sorted

    should = "should be portions of 4, 4 and 2 indices"
    portions = handout.drawn("minibatches(10, 4, rng)", lambda: minibatches(10, 4, np.random.default_rng(1)), should)
    handout.same("the sizes of minibatches(10, 4, rng)", lambda: [len(portion) for portion in portions], [4, 4, 2])
    joined = [int(index) for portion in portions for index in portion]
    handout.same("all their indices, sorted,", lambda: sorted(joined), np.arange(10))
    handout.require(joined != sorted(joined), "The order of the indices should be random, but it is 0, 1, 2 and so on.")

# %% [markdown]
# ## Keeping score
#
# The loss is for the machine, the *accuracy* for people: the share of pictures whose largest score is at the right
# digit. When the pictures come in portions, something has to count along. Here it is an object with a memory. Mind that
# the portions may differ in size: three of four right, then none of one, makes three of five.
#
# ### Question 7: `accuracy` (5 points)

# %% nbgrader={"grade_id": "accuracy", "solution": true}
class Accuracy:
    """The share of rows whose largest score is at the right label, over all updates since the start or the last reset.

    Each object counts for itself. Change or add whatever you like, so long as Accuracy(), reset(), update(O, y) and
    value() work.
    """

    def __init__(self):
        """Start with nothing seen."""
        ### BEGIN SOLUTION
        self.reset()
        ### END SOLUTION

    def reset(self):
        """Forget everything seen so far."""
        ### BEGIN SOLUTION
        self.right = self.seen = 0
        ### END SOLUTION

    def update(self, O, y):
        """Count the rows of O, of shape (n, q), whose largest score is at the label, y[i]. There are no ties."""
        ### BEGIN SOLUTION
        self.right += int((O.argmax(axis=1) == y).sum())
        self.seen += len(y)
        ### END SOLUTION

    def value(self):
        """The share of all rows seen that were right, from 0.0 to 1.0; 0.0 if there were none."""
        ### BEGIN SOLUTION
        return self.right / self.seen if self.seen else 0.0
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_accuracy", "grade": true, "locked": true, "points": 5}
@handout.check
def _check():
    meter = handout.answer("Accuracy() should be a new object", lambda: Accuracy())
    handout.same("the value before any update", lambda: meter.value(), 0)
    scores = np.array([[0.2, 0.1], [3.0, 5.0], [-1.0, -2.0], [0.0, 1.0]])
    handout.answer("update(O, y) should count", lambda: meter.update(scores.copy(), np.array([0, 1, 0, 0])))
    handout.same("the value after three of four were right", lambda: meter.value(), 0.75)
    handout.answer("update(O, y) should count", lambda: meter.update(scores[:1].copy(), np.array([1])))
    handout.same("the value after none of one more was right", lambda: meter.value(), 0.6)

# %% [markdown]
# ## What is taken for what
#
# A single number hides much. Which digits are mixed up? Count for every pair, what it is and what it was taken for, how
# often it occurred. As most pairs never do, a dict that holds only those that do is the handy form. It works for names
# as for digits, so here they are strings.
#
# ### Question 8: `confusion` (4 points)

# %% nbgrader={"grade_id": "confusion", "solution": true}
def confusion(truth, predicted):
    """Count how often each pair (what it is, what it was taken for) occurs.

    truth and predicted are lists of strings, equally long, perhaps empty. Returns a dict from (truth, predicted), a
    tuple of two strings, to a whole number; pairs that do not occur are not in it.
    """
    ### BEGIN SOLUTION
    counts = {}
    for pair in zip(truth, predicted, strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    return counts
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_confusion", "grade": true, "locked": true, "points": 4}
@handout.check
def _check():
    from builtins import dict, isinstance, print

    what, wanted = "confusion(['3', '8', '3'], ['3', '3', '3'])", {("3", "3"): 2, ("8", "3"): 1}
    found = handout.answer(f"{what} should be {wanted}", lambda: confusion(["3", "8", "3"], ["3", "3", "3"]))
    handout.require(found is not None, f"{what} is None: is the `return` missing? It should be {wanted}.")
    handout.require(isinstance(found, dict), f"{what} is {handout.kind(found)}. It should be the dict {wanted}.")
    handout.require(found == wanted, f"{what} should be {wanted}, but it is {dict(found)}.")
    print(f"✓ {what} is {dict(found)}")

# %% [markdown]
# ## Learning
#
# Now put it together. Start with `W` and `b` at zero: all digits are equally likely, and the loss is log 10, about 2.3.
# In each epoch, go once through all pictures, in minibatches in a fresh random order. For each of them, take a step
# against its gradient:
#
# $$W \leftarrow W - \eta\, \frac{\partial L}{\partial W}, \qquad
# b \leftarrow b - \eta\, \frac{\partial L}{\partial b}$$
#
# where $\eta$ is the learning rate `lr`, and $L$ is the mean over the minibatch, however large it is.
#
# ### Question 9: `train` (8 points)
#
# The order comes from `seed`: equal seeds give equal results, another seed another order. After you hand in, your
# function learns from this file and reads digits that you have not seen, some of them in a font that you have not seen.

# %% nbgrader={"grade_id": "train", "solution": true}
def train(X, y, q, *, epochs=20, lr=0.5, batch_size=64, seed=0):
    """Learn W, of shape (64, q), and b, of shape (q,), by minibatch descent on cross_entropy(X @ W + b, y).

    X has shape (n, 64), with pixels from 0 to 1; y has shape (n,), whole numbers from 0 to q − 1.
    W and b start at zero. In each of the epochs, at least 1, every picture is in one minibatch: all have batch_size
    pictures but the last, which has what is left, and their order is drawn anew, by a generator made from seed. Each
    minibatch makes one step of length lr against the gradient of its mean loss. Returns (W, b) after the last step.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(seed)
    W, b = np.zeros((X.shape[1], q)), np.zeros(q)
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            dW, db = gradient(W, b, X[batch], y[batch])
            W -= lr * dW
            b -= lr * db
    return W, b
    ### END SOLUTION

# %% [markdown]
# To know how well you read, never ask with pictures that you have learned from. The check learns from the first 1,600
# lines of the file and is tested on the other 400.

# %% nbgrader={"grade_id": "test_train", "grade": true, "locked": true, "points": 8}
@handout.check
def _check():
    from builtins import float, print

    handout.learned = None
    X, y = handout.data()
    W, b = handout.two("train(X, y, 10)", "(W, b)", lambda: train(X[:1600].copy(), y[:1600].copy(), 10))
    W = handout.numbers("W", W, (64, 10), "should be an array of weights")
    b = handout.numbers("b", b, (10,), "should be an array with a number for each digit")
    handout.require(np.isfinite(W).all() and np.isfinite(b).all(), "W and b should be finite numbers.")
    loss = handout.loss(W, b, X[:1600], y[:1600])
    handout.require(loss < 0.5, f"The loss should fall from 2.3 to about 0.3, but after training it is {loss:.2f}.")
    right = float(((X[1600:] @ W + b).argmax(axis=1) == y[1600:]).mean())
    handout.require(right > 0.85, f"About nine in ten of 400 new digits should be right, but it is {right:.0%}.")
    handout.learned = W, b
    print(f"✓ the loss fell from 2.3 to {loss:.2f}, and of 400 new digits {right:.1%} are right")


# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_loss", "locked": true}
# The loss over the epochs, on 400 lines that are learned from and on 400 others.
@handout.picture(needs="train")
def _draw_loss():
    X, y = handout.data()
    handout.learned[0]
    epochs, ours, others = (0, 1, 2, 4, 8, 16), [], []
    for count in epochs:
        W, b = train(X[:400].copy(), y[:400].copy(), 10, epochs=count) if count else (np.zeros((64, 10)), np.zeros(10))
        ours.append(handout.loss(W, b, X[:400], y[:400]))
        others.append(handout.loss(W, b, X[1600:], y[1600:]))
    axes = handout.plt.subplots(figsize=(5, 2.8), layout="constrained")[1]
    axes.plot(epochs, ours, "o-", color=handout.blue, label="400 digits, learned from")
    axes.plot(epochs, others, "s--", color=handout.orange, label="400 others")
    axes.set(xlabel="epochs", ylabel="loss", ylim=(0, 2.5), xticks=epochs)
    axes.legend(frameon=False)
    axes.spines[["top", "right"]].set_visible(False)

# %% [markdown]
# Much is learned in the first epochs, less in each one after. On digits that it has not learned from, the loss stays
# higher: some of what helps on 400 pictures is chance. With the whole file the gap is smaller.
#
# A linear reader can be looked into. The weights of a digit, laid out like the pixels, show where ink speaks for it
# (blue) and against it (red). Look for the empty middle of the 0.

# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_weights", "locked": true}
# The weights of each digit as a picture.
@handout.picture(needs="train")
def _draw_weights():
    from builtins import range

    W = handout.learned[0]
    panels = handout.plt.subplots(2, 5, figsize=(7.5, 3.3), layout="constrained")[1]
    most = np.abs(W).max()
    handout.glyphs(panels, W.T, range(10), cmap="RdBu", vmin=-most, vmax=most)

# %% [markdown]
# Which digits are hard? Your `confusion` counts the 400 that were held back. What is right lies on the diagonal.

# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_confusion", "locked": true}
# What is taken for what, and the four surest mistakes.
@handout.picture(needs="train")
def _draw_confusion():
    from builtins import range, str

    X, y = handout.data()
    W, b = handout.learned
    scores = X[1600:] @ W + b
    truth, said = y[1600:], scores.argmax(axis=1)
    counts = confusion([str(digit) for digit in truth], [str(digit) for digit in said])
    table = np.array([[counts.get((str(i), str(j)), 0) for j in range(10)] for i in range(10)])
    figure = handout.plt.figure(figsize=(7.5, 4.2), layout="constrained")
    left, right = figure.subfigures(1, 2, width_ratios=(3, 2))
    axes = left.subplots()
    axes.imshow(np.sqrt(table), cmap="Blues")
    for (i, j), count in np.ndenumerate(table):
        if count:
            ink = "white" if count > table.max() / 3 else "black"
            axes.text(j, i, count, ha="center", va="center", fontsize=9, color=ink)
    axes.set(xlabel="taken for", ylabel="is", xticks=range(10), yticks=range(10))
    margin = np.where(said == truth, -np.inf, scores.max(axis=1) - scores[np.arange(400), truth])
    worst = np.argsort(-margin)[:4]
    right.suptitle("the surest mistakes", fontsize=10)
    titles = [f"{truth[place]}, taken for {said[place]}" for place in worst]
    handout.glyphs(right.subplots(2, 2), X[1600:][worst], titles)

# %% [markdown]
# ## Recap
#
# - Softmax turns scores into probabilities. Only differences between scores count, so one may subtract the largest
#   and keep exp from overflowing.
# - The cross-entropy looks at the probability of the right digit alone. Computed from the scores, it never meets the
#   logarithm of zero.
# - Its gradient by the scores is what you said minus what is true.
# - Minibatches are cheap, noisy steps. With the seed written down, they can be repeated.
# - Accuracy is for people, and a table of mistakes says more than one number.
# - Ask how well you read only with pictures that you have not learned from.
#
# Before you hand in: restart the kernel, run all cells, and see that every check passes: nothing in red, and a ✓ before
# each line.
