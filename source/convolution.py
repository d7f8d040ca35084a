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
# # Convolutions for Images
#
# You will write the operation at the heart of image networks, turn it into a layer, and train it until it finds
# edges by itself. There are seven questions, 46 points in all:
#
# | question | you write | points |
# |---|---|---|
# | `why_convolution` | a few sentences | 4 |
# | `corr2d` | cross-correlation | 12 |
# | `conv2d` | the layer `Conv2D` | 8 |
# | `detect_edges` | an edge detector | 4 |
# | `sgd_step` | one step of gradient descent | 6 |
# | `train_edge_kernel` | a kernel that learns | 8 |
# | `receptive_field` | how far one output sees | 4 |
#
# **How it works.** Change only the cells that say `YOUR CODE HERE` or `YOUR ANSWER HERE`; all others are put back as
# they were when you hand in. Below each question a check runs the worked example. If it does not come out, one sentence
# in red says why, and the cells below still run. If it does, you are on the way, not yet at the end: after you hand in,
# your functions are also tried on other images and kernels, and each of their properties earns its points by itself.
#
# **What counts as right.** The same rules hold for every question.
#
# - Numbers need to be as accurate as float32 sums of the definition. You may switch on `jax_enable_x64`.
# - Images, kernels and stacks may have any size, a single pixel or a single layer included.
# - Keep the names of the functions and of their arguments: these come by position or by name.
# - A pair may be a tuple, a list or an array of two. A whole number may be a float of that value. A list of numbers may
#   stand for an array.
# - Only `corr2d` and `Conv2D` must work under `jax.jit` and `jax.grad`. Inside the other functions you may use NumPy.
# - Equal arguments give equal answers, and arguments stay as they were.
#
# **What you need.** Python 3.11, which also grades; a later one will do, but for what is new in its language. And once,
# in a terminal, the versions that also grade:
#
#     pip install flax==0.12.8 jax==0.10.2 jupyterlab==4.6.6 matplotlib==3.11.2
#
# Then `jupyter lab` opens this notebook. Other versions will mostly do, and so will Colab as it is.
#
# **Handing in.** Restart the kernel, run all cells, save, and hand in this file under the name that it has, where your
# course says. Until the deadline you may hand in again: the last one counts.
#
# Run the three cells below first. Two of them are folded: they hold the tools for the checks and the pictures. All
# these tools live in `handout`, so you are free in how you name things.

# %% nbgrader={"grade_id": "setup", "locked": true}
import flax.linen as nn
import jax
import jax.numpy as jnp
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
    from builtins import Exception, NameError, NotImplementedError
    from builtins import getattr, hasattr, isinstance, len, print, str, tuple, type

    import jax.numpy as jnp
    import numpy as np

    questions = ("corr2d", "Conv2D", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field")
    examples = {}

    class NotYet(Exception):
        """A check that did not pass; its text is one sentence or two."""

    def keep(**arrays):
        """Remember a worked example, so that it is still there when you use its names for something else."""
        examples.update({name: jnp.array(values, dtype=jnp.float32) for name, values in arrays.items()})

    def run(function):
        """Call a function at once, with those worked examples that its parameters name."""
        code = function.__code__
        return function(*(examples[name] for name in code.co_varnames[: code.co_argcount]))

    def check(function):
        """Run a check at once. If it does not pass, say why in red, and let the cells below run all the same."""
        try:
            run(function)
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
        while frame.tb_next:
            frame = frame.tb_next
        code = frame.tb_frame.f_code
        name = getattr(code, "co_qualname", code.co_name).split(".")[0]
        return name if isinstance(error, NotImplementedError) and name in questions else None

    def answer(should, call):
        """The value of call(), or a sentence that ends with what it should be."""
        try:
            return call()
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

    def shown(array, digits=6, pair=False):
        """A small array on one line, without needless zeros; a pair in round brackets."""
        style = {"float_kind": lambda number: f"{number + 0.0:.{digits}g}"}
        text = " ".join(np.array2string(array, separator=", ", max_line_width=10**6, formatter=style).split())
        return f"({text[1:-1]})" if pair else text

    def same(what, call, expected, within=1e-4):
        """Compare call() with `expected`: first the kind, then the shape, then the values."""
        pair = isinstance(expected, tuple)
        expected = np.asarray(expected, dtype="float64")
        small = expected.size <= 12
        should = f"should be {shown(expected, pair=pair) if small else 'an array'}"
        found = numbers(what, answer(f"{what} {should}", call), expected.shape, should)
        wrong = ~(np.abs(found - expected) <= within)
        if wrong.any() and small:
            raise NotYet(f"{what} {should}, but it is {shown(found, pair=pair)}.")
        if wrong.any():
            place = tuple(np.argwhere(wrong)[0].tolist())
            raise NotYet(f"{what} should be {expected[place]:g} at {[*place]}, but it is {found[place]:g} there.")
        print(f"✓ {what} is {shown(found, 4, pair)}" if small else f"✓ {what} is\n{found.round(4) + 0.0}")

    def two(what, names, call):
        """The two values that call() returns, or a sentence."""
        should = f"should return the pair {names}"
        value = answer(f"{what} {should}", call)
        require(value is not None, f"{what} is None: is the `return` missing? It {should}.")
        require(isinstance(value, (tuple, list)), f"{what} is {kind(value)}. It {should}.")
        require(len(value) == 2, f"{what} is a {type(value).__name__} of {len(value)}. It {should}.")
        return value

    tools = (keep, run, check, require, unfilled, answer, numbers, same, two)
    return types.SimpleNamespace(**{tool.__name__: tool for tool in tools})


handout = _make_handout()

# %% jupyter={"source_hidden": true} nbgrader={"grade_id": "pictures", "locked": true}
# The drawing tools of this notebook. Without matplotlib everything but the pictures still works.
def _add_pictures(handout):
    from builtins import Exception, ImportError, print

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
                handout.run(function)
                plt.show()
            except Exception as error:
                plt.close("all")
                name = handout.unfilled(error) or needs
                print(f"No picture yet: {name} above has to pass its check first." if name else f"No picture: {error}")

        return draw

    def board(width, height, cell=0.5):
        """An empty page of width × height cells (each `cell` inches wide) to draw grids on; row 0 is at the top."""
        axes = plt.figure(figsize=(cell * width, cell * height)).add_axes((0, 0, 1, 1))
        axes.set(xlim=(-0.1, width + 0.1), ylim=(height + 0.1, -0.1), aspect="equal")
        axes.axis("off")
        return axes

    def grid(axes, values, left, top, title="", box=None, numbers=True, colors="RdBu", span=(-1, 1)):
        """Draw a matrix with its numbers at (left, top); `box` = (row, column, height, width) gets a thick frame."""
        values = np.asarray(values, dtype="float64")
        rows, columns = values.shape
        edges = left + np.arange(columns + 1), top + np.arange(rows + 1)
        look = {"cmap": colors, "clim": span, "edgecolor": "0.65", "linewidth": 0.8, "antialiased": True}
        shades = axes.pcolormesh(*edges, values, **look)
        for (i, j), value in np.ndenumerate(values) if numbers else ():
            ink = "black" if np.dot(shades.to_rgba(value)[:3], (0.3, 0.6, 0.1)) > 0.5 else "white"
            text = f"{value:g}".replace("-", "−")
            axes.text(left + j + 0.5, top + i + 0.5, text, ha="center", va="center", color=ink)
        axes.text(left + columns / 2, top - 0.15, title, ha="center", va="bottom", fontsize=10)
        if box:
            row, column, height, width = box
            place = (left + column, top + row)
            frame = {"fill": False, "edgecolor": handout.orange, "linewidth": 3, "zorder": 3}
            axes.add_patch(plt.Rectangle(place, width, height, **frame))

    vars(handout).update(picture=picture, board=board, grid=grid, plt=plt, blue="#0b5cad", orange="#d95f02")


_add_pictures(handout)

# %% [markdown]
# ## Why convolution?
#
# Take a photo of one megapixel: 1000 rows, 1000 columns, and a red, a green and a blue value at each place. Flattened,
# it is a vector of 3 million numbers, so **each** unit of a dense layer needs 3 million weights. A thousand units need
# 3 billion: 12 GB in float32, for a single layer. A dense layer also forgets what a picture is. Shuffle all pixels of
# all photos in the same way, and it learns exactly as well as before.
#
# Two assumptions about images repair this. Such an assumption, built into a model before it sees any data, is called
# an *inductive bias*.
#
# - **Translation invariance.** A cat is a cat in any corner of the photo. A detector that is useful in one place is
#   useful in all places, so all places can share its weights.
# - **Locality.** To say whether there is an edge here, look at the pixels near here. Far ones can wait for later
#   layers, so the weights outside a small window can be zero.
#
# Watch the weights of a layer that maps a gray image of 1000 × 1000 to a map of the same size:
#
# | the layer | an output, $H_{i,j}$ | weights |
# |---|---|---|
# | dense | $\sum_{k,l} W_{i,j,k,l}\, X_{k,l}$ : its own weights for each output | $10^{12}$ |
# | + translation invariance | $\sum_{a,b} V_{a,b}\, X_{i+a,\,j+b}$ : only the offset matters | about $4 \cdot 10^{6}$ |
# | + locality, a 5 × 5 window | the same sum over 25 offsets | 25 |
#
# The last line is a convolutional layer. There is a price: where the assumptions are false, say when
# the position itself carries meaning, such a layer cannot learn what a dense one could.

# %% [markdown]
# ### Question 1: `why_convolution` (4 points)
#
# In two or three sentences of your own: which two inductive biases does a convolutional layer have, and what does each
# of them save? A person reads your answer and gives one point for each bias and one for what each of them saves.

# %% [markdown] nbgrader={"grade_id": "why_convolution", "grade": true, "solution": true, "points": 4}
# Translation invariance: the same pattern means the same thing everywhere, so one set of weights serves all positions
# and the number of weights no longer grows with the number of outputs. Locality: what happens at a pixel depends on
# its neighbours, so only the weights of a small window remain and their number no longer grows with the size of the
# image. Together they bring a layer on a megapixel image from about 10¹² weights down to a few dozen.
#
# Rubric:
# - 1: translation invariance is named, or said: the same pattern means the same everywhere
# - 1: it saves weights: one set serves all positions, so their number does not grow with the outputs
# - 1: locality is named, or said: what happens at a pixel depends on its neighbours
# - 1: it saves weights: only a small window is left, so their number does not grow with the image

# %% [markdown]
# ## Cross-correlation
#
# Lay the small *kernel* on the corner of the image. Multiply each pair of numbers that lie on each other, and add up
# the products: this is one output. Move the window by one place and do it again, until it has been everywhere it
# fits.

# %% nbgrader={"grade_id": "example_window", "locked": true}
X = jnp.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])
K = jnp.array([[0.0, 1.0], [2.0, 3.0]])
handout.keep(X=X, K=K)

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_window", "locked": true}
# The worked example as a picture.
@handout.picture()
def _draw_window(X, K):
    axes = handout.board(15, 9.6)
    shades = {"colors": "Blues", "span": (0, 25)}
    output = {"colors": "Blues", "span": (0, 120)}
    handout.grid(axes, X, 1.5, 0.8, "input 3 × 3", box=(0, 0, 2, 2), **shades)
    handout.grid(axes, K, 6, 1.3, "kernel 2 × 2", **shades)
    handout.grid(axes, [[19, 25], [37, 43]], 9.5, 1.3, "output 2 × 2", box=(0, 0, 1, 1), **output)
    for x, sign in ((5.25, "⋆"), (8.75, "=")):
        axes.text(x, 2.3, sign, ha="center", va="center", fontsize=18)
    first = {"color": handout.orange, "fontsize": 14, "fontweight": "bold"}
    axes.text(7.5, 4.5, "0·0 + 1·1 + 3·2 + 4·3 = 19", ha="center", **first)
    axes.text(7.5, 5.4, "and the window moves on:", ha="center", fontsize=10)
    for n, (total, row, column) in enumerate(((19, 0, 0), (25, 0, 1), (37, 1, 0), (43, 1, 1))):
        handout.grid(axes, X, 4 * n, 6.4, f"gives {total}", box=(row, column, 2, 2), **shades)

# %% [markdown]
# An input of $H \times W$ and a kernel of $h \times w$ leave room for
#
# $$(H - h + 1) \times (W - w + 1)$$
#
# windows, so the output is smaller than the input. Strictly speaking this is *cross-correlation*. A *convolution* in
# the mathematical sense first turns the kernel by 180°. Since the kernel will be learned, networks do without the
# turn, and everybody calls the layer convolutional all the same. Here, do not turn it.
#
# ### Question 2: `corr2d` (12 points)

# %% nbgrader={"grade_id": "corr2d", "solution": true}
def corr2d(X, K):
    """Cross-correlate the image X, of shape (H, W), with the kernel K, of shape (h, w), both float32.

    The kernel fits: 1 ≤ h ≤ H and 1 ≤ w ≤ W. Returns a float array Y of shape (H − h + 1, W − w + 1),
    where Y[i, j] is the sum over a and b of X[i + a, j + b] * K[a, b].
    It is a pure function of JAX arrays, works under jax.jit, and jax.grad goes through X and K.
    """
    ### BEGIN SOLUTION
    h, w = K.shape
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    # One shifted image for each kernel entry: far fewer operations than one sum for each output.
    return sum(K[a, b] * X[a : a + rows, b : b + columns] for a in range(h) for b in range(w))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_corr2d", "grade": true, "locked": true, "points": 12}
@handout.check
def _check(X, K):
    handout.same("corr2d(X, K)", lambda: corr2d(X, K), [[19, 25], [37, 43]])

# %% [markdown]
# ## The layer
#
# A convolutional layer cross-correlates its input with a kernel and adds a bias. Both are parameters: random and zero
# at first, learned later. Note what does not appear in their shapes: the size of the image. A 3 × 3 layer has nine
# weights and one bias, on a thumbnail and on a poster.
#
# ### Question 3: `conv2d` (8 points)
#
# Write the class `Conv2D`. In Flax a parameter is declared with `self.param(name, initializer, shape)`.

# %% nbgrader={"grade_id": "conv2d", "solution": true}
class Conv2D(nn.Module):
    """A convolutional layer for one gray image: x of shape (H, W) becomes corr2d(x, w) + b.

    kernel_size is the pair (h, w); a further field does no harm if it has a default.
    There are exactly two parameters, both float32: w, of shape kernel_size, from
    nn.initializers.uniform(), each weight drawn independently; and b, of shape (1,), zeros.
    It works under jax.jit and jax.grad, as corr2d does.
    """

    kernel_size: tuple[int, int]

    @nn.compact
    def __call__(self, x):
        ### BEGIN SOLUTION
        w = self.param("w", nn.initializers.uniform(), self.kernel_size)
        b = self.param("b", nn.initializers.zeros, (1,))
        return corr2d(x, w) + b
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_conv2d", "grade": true, "locked": true, "points": 8}
@handout.check
def _check(X, K):
    should = "Conv2D((3, 3)) should have exactly the parameters w and b"
    params = handout.answer(should, lambda: Conv2D((3, 3)).init(jax.random.key(0), X).get("params", {}))
    handout.require({*params} == {"w", "b"}, f"{should}, but it has {' and '.join(params) or 'none'}.")
    handout.same("the shape of w in Conv2D((3, 3))", lambda: params["w"].shape, (3, 3))
    handout.same("b in a new Conv2D((3, 3))", lambda: params["b"], [0])
    known = {"params": {"w": K, "b": K[0, 1:]}}
    handout.same("Conv2D((2, 2)) with w=K, b=[1] on X", lambda: Conv2D((2, 2)).apply(known, X), [[20, 26], [38, 44]])

# %% [markdown]
# ## Edges
#
# An edge is a place where neighbours differ. So subtract each pixel from the one on its left:
# `X[i, j] − X[i, j + 1]`. Where the image is flat, this is zero. Where bright turns to dark on the way to the right, it
# is positive, and where dark turns to bright it is negative. It is a cross-correlation with the kernel `[[1, −1]]`.
#
# ### Question 4: `detect_edges` (4 points)
#
# The worked example is an image of 6 × 8, white (one), with a black band (zero) in columns 2 to 5. Its edge map has +1
# in column 1, −1 in column 5, and zeros elsewhere.

# %% nbgrader={"grade_id": "example_band", "locked": true}
band = jnp.array([[1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0]] * 6)
band_edges = jnp.array([[0.0, 1.0, 0.0, 0.0, 0.0, -1.0, 0.0]] * 6)
handout.keep(band=band, band_edges=band_edges)

# %% nbgrader={"grade_id": "detect_edges", "solution": true}
def detect_edges(X, axis):
    """Differences of neighbours in the image X, of shape (H, W), with at least two pixels along the axis.

    axis=1: X[i, j] − X[i, j + 1], of shape (H, W − 1); it sees vertical edges.
    axis=0: X[i, j] − X[i + 1, j], of shape (H − 1, W); it sees horizontal edges.
    """
    ### BEGIN SOLUTION
    difference = jnp.array([[1.0, -1.0]])
    return corr2d(X, difference if axis == 1 else difference.T)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_detect_edges", "grade": true, "locked": true, "points": 4}
@handout.check
def _check(band, band_edges):
    handout.same("detect_edges(band, axis=1)", lambda: detect_edges(band, axis=1), band_edges)
    handout.same("detect_edges(band.T, axis=1)", lambda: detect_edges(band.T, axis=1), 0 * band.T[:, 1:])


# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_edges", "locked": true}
# The image and its edge map as pictures.
@handout.picture(needs="detect_edges")
def _draw_edges(band):
    axes = handout.board(17.2, 16.2, cell=0.4)
    for image, top, name in ((band, 0.8, "the image"), (band.T, 8, "the same, transposed")):
        handout.grid(axes, image, 0, top, name, colors="Greys_r", span=(-0.3, 1))
        edges = detect_edges(image, axis=1)
        handout.grid(axes, edges, 9, top, "its horizontal differences", span=(-1.4, 1.4))

# %% [markdown]
# The first edge map has +1 where white turns to black and −1 where black turns to white. The second is empty: along
# each row of the transposed image nothing changes. This filter sees vertical edges only. Filters are
# *direction-sensitive*, and a network needs many of them.
#
# ## Learning the kernel
#
# We knew the kernel for edges. For whiskers or wheels nobody does, so we learn it: show the image and the wanted map,
# measure the squared error, and follow its gradient downhill.
#
# $$L(K) = \sum_{i,j} \big(\mathrm{corr2d}(X, K)_{i,j} - Y_{i,j}\big)^2, \qquad
# K \leftarrow K - \eta \, \frac{\partial L}{\partial K}$$
#
# The error is a sum, not a mean, and $\eta$ is the learning rate `lr`.
#
# ### Question 5: `sgd_step` (6 points)

# %% nbgrader={"grade_id": "sgd_step", "solution": true}
def sgd_step(K, X, Y, lr):
    """One step of gradient descent on sum((corr2d(X, K) − Y)**2) with respect to the kernel K.

    Returns (K_new, loss): the updated kernel, of K's shape, and the loss before the update, a scalar.
    """
    ### BEGIN SOLUTION
    loss, gradient = jax.value_and_grad(lambda kernel: jnp.sum((corr2d(X, kernel) - Y) ** 2))(K)
    return K - lr * gradient, loss
    ### END SOLUTION

# %% [markdown]
# The check starts from a kernel of zeros. Its output is zero everywhere, and the edge map holds twelve entries of ±1,
# so the loss is 12. The first step already points the right way.

# %% nbgrader={"grade_id": "test_sgd_step", "grade": true, "locked": true, "points": 6}
@handout.check
def _check(band, band_edges):
    def step():
        return sgd_step(0 * band[:1, :2], band, band_edges, 0.03)

    K, loss = handout.two("sgd_step(K, X, Y, lr)", "(K_new, loss)", step)
    handout.same("the loss before the step", lambda: loss, 12)
    handout.same("the kernel after one step from zeros", lambda: K, [[0.36, -0.36]])

# %% [markdown]
# ### Question 6: `train_edge_kernel` (8 points)
#
# Repeat the step. The starting kernel is random, and in JAX randomness is an argument: equal keys give equal numbers,
# different keys different ones. The check uses `jax.random.key(17)`. You may build on your own `corr2d` or on Flax's
# `nn.Conv(1, kernel_size, use_bias=False, padding="VALID")`; both serve, as long as the start has the right law: the
# one that `nn.Conv` takes by itself is larger, and cut off at two standard deviations.

# %% nbgrader={"grade_id": "train_edge_kernel", "solution": true}
def train_edge_kernel(X, Y, kernel_size, *, key, lr=3e-2, steps=10):
    """Learn the kernel of shape kernel_size, a pair (h, w), whose cross-correlation maps the image X to Y.

    The start is random: each weight is an independent draw of the normal distribution (not truncated)
    of mean 0 and standard deviation 0.01, from `key` by jax.random. Equal keys give equal results,
    different keys start differently. Then come `steps` ≥ 1 steps of gradient descent, as in sgd_step.
    Returns (K, losses): the kernel after the last step, also where the loss has grown, and an array of
    shape (steps,), the loss before each step.
    """
    ### BEGIN SOLUTION
    K = 0.01 * jax.random.normal(key, kernel_size)
    losses = []
    for _ in range(steps):
        K, loss = sgd_step(K, X, Y, lr)
        losses.append(loss)
    return K, jnp.array(losses)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_train_edge_kernel", "grade": true, "locked": true, "points": 8}
@handout.check
def _check(band, band_edges):
    def ten_steps():
        return train_edge_kernel(band, band_edges, (1, 2), key=jax.random.key(17))

    handout.learned = ()
    handout.learned = handout.two("train_edge_kernel(X, Y, kernel_size, key=key)", "(K, losses)", ten_steps)
    K, losses = handout.learned
    losses = handout.numbers("losses", losses, (10,), "should be an array with the loss before each step")
    for i, loss in ((1, 5.0), (3, 0.84), (5, 0.14), (7, 0.024), (9, 0.004)):
        handout.same(f"losses[{i}], give or take a quarter,", lambda i=i: losses[i], loss, within=loss / 4)
    handout.same("the learned kernel, give or take 0.02,", lambda: K, [[1, -1]], within=0.02)


# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_losses", "locked": true}
# The loss curve and the kernel, as learned in the cell above.
@handout.picture(needs="train_edge_kernel")
def _draw_losses():
    K, losses = handout.learned
    _, (curve, kernel) = handout.plt.subplots(1, 2, figsize=(7.5, 3), width_ratios=(3, 2), layout="constrained")
    curve.semilogy(np.arange(1, len(losses) + 1), losses, "o-", color=handout.blue)
    curve.set(xlabel="step", xticks=range(1, 11))
    curve.set_title("the loss before each step", fontsize=10)
    curve.grid(color="0.9")
    kernel.set(xlim=(-0.1, 2.1), ylim=(1.1, -0.5), aspect="equal")
    kernel.axis("off")
    handout.grid(kernel, np.asarray(K).round(3), 0, 0, "the learned kernel", span=(-1.4, 1.4))

# %% [markdown]
# Each step takes nearly the same share off the loss, hence the straight line. The kernel comes out close to
# `[[1, −1]]`: it has learned what we once wrote by hand.
#
# In daily work you would take the layer from a library. Here `nn.Conv` learns the same kernel, with Optax (it comes
# with Flax) taking the steps. Libraries expect a batch of images with channels, so the 6 × 8 image becomes an array of
# shape (1, 6, 8, 1), and the kernel has the shape (1, 2, 1, 1). Told to start as small as ours, it comes just as far in
# ten steps.

# %% tags=["given"] nbgrader={"grade_id": "show_flax", "locked": true}
@handout.run
def _learn_with_flax(band, band_edges):
    import optax

    layer = nn.Conv(1, (1, 2), use_bias=False, padding="VALID", kernel_init=nn.initializers.normal(0.01))
    image, wanted = band[None, :, :, None], band_edges[None, :, :, None]
    variables = layer.init(jax.random.key(17), image)
    optimizer = optax.sgd(learning_rate=3e-2)
    state = optimizer.init(variables)
    squared_error = jax.jit(jax.value_and_grad(lambda v: jnp.sum((layer.apply(v, image) - wanted) ** 2)))

    for step in range(1, 11):
        loss, gradients = squared_error(variables)
        updates, state = optimizer.update(gradients, state)
        variables = optax.apply_updates(variables, updates)
        if step % 2 == 0:
            print(f"step {step:2}  loss {loss:.3f}")
    print("kernel", np.asarray(variables["params"]["kernel"])[:, :, 0, 0].round(3))

# %% [markdown]
# ## Receptive fields
#
# One output of a 2 × 2 layer sees 2 × 2 pixels. Put a second 2 × 2 layer on top: its output sees 2 × 2 outputs of the
# first, and these together see 3 × 3 pixels. All the pixels that can change an output are its *receptive field*. Every
# layer makes it grow, so a stack of small kernels comes to see large things. The picture asks the gradient which pixels
# count: it is nonzero at those, and zero at all others.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_field", "locked": true}
# What one output of a second layer sees: the layers have kernels of ones, and gradients are taken of that output.
@handout.picture()
def _draw_field():
    ones = nn.Conv(1, (2, 2), use_bias=False, padding="VALID", kernel_init=nn.initializers.ones)
    variables = ones.init(jax.random.key(0), jnp.ones((1, 5, 5, 1)))

    def layer(values):
        return ones.apply(variables, values[None, :, :, None])[0, :, :, 0]

    one_layer = jax.grad(lambda hidden: layer(hidden)[1, 1])(jnp.ones((4, 4)))
    two_layers = jax.grad(lambda image: layer(layer(image))[1, 1])(jnp.ones((5, 5)))
    output = np.zeros((3, 3))
    output[1, 1] = 1
    axes = handout.board(16, 6)
    for seen, left, top, name in (
        (two_layers, 0, 0.8, "pixels: 3 × 3 count"),
        (one_layer, 6.5, 1.3, "first layer: 2 × 2 count"),
        (output, 12, 1.8, "second layer: one output"),
    ):
        seen = np.asarray(seen) != 0
        size = int(seen.any(axis=0).sum())
        look = {"numbers": False, "colors": "Blues", "span": (0, 2.5)}
        handout.grid(axes, seen, left, top, name, box=(1, 1, size, size), **look)
    for x in (5.75, 11.25):
        axes.text(x, 3.3, "→", ha="center", va="center", fontsize=18)

# %% [markdown]
# ### Question 7: `receptive_field` (4 points)

# %% nbgrader={"grade_id": "receptive_field", "solution": true}
def receptive_field(kernel_sizes):
    """The receptive field (height, width) of one output of a stack of stride-1 layers.

    kernel_sizes is a list of pairs (h, w), one for each layer; there may be any number of them.
    The empty list gives (1, 1).
    """
    ### BEGIN SOLUTION
    height = 1 + sum(h - 1 for h, _ in kernel_sizes)
    width = 1 + sum(w - 1 for _, w in kernel_sizes)
    return height, width
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_receptive_field", "grade": true, "locked": true, "points": 4}
@handout.check
def _check():
    for stack, field in (([(2, 2)], (2, 2)), ([(2, 2)] * 2, (3, 3)), ([(3, 3)] * 4, (9, 9)), ([], (1, 1))):
        handout.same(f"receptive_field({stack})", lambda stack=stack: receptive_field(stack), field)

# %% [markdown]
# ## What trained filters look like
#
# Networks trained on millions of photos have been opened many times, and their first layers look much alike: edges in
# all directions, stripes, spots of color. We cannot train on photos here, but the beginning of the story fits in a few
# seconds. The next cell makes noisy images of 16 × 16 of five kinds, edges in four directions and small spots, and
# trains a network with eight filters of 7 × 7 to tell them apart. Nobody tells the filters what to look for.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_filters", "locked": true}
# Train a small network and look at its filters (a few seconds).
def _edges_and_spots(random, count, size=16):
    """`count` noisy images (count, size, size, 1) and their kinds: edges at 0°, 45°, 90°, 135°, or a spot."""
    # With NumPy, as JAX would take seconds to compile its random numbers.
    kind = random.integers(5, size=count)
    place = random.uniform(-5, 5, (2, count, 1, 1))
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    dx, dy = x - place[0], y - place[1]
    angle = (kind * np.pi / 4)[:, None, None]
    edge = np.tanh(2 * (dx * np.cos(angle) + dy * np.sin(angle)))
    spot = 2 * np.exp(-(dx**2 + dy**2) / 3) - 1
    clean = np.where((kind == 4)[:, None, None], spot, edge) * random.choice([-1, 1], (count, 1, 1))
    return jnp.asarray(clean + 0.5 * random.normal(size=clean.shape), jnp.float32)[..., None], kind


class _Classifier(nn.Module):
    @nn.compact
    def __call__(self, images):
        # A small start: what is seen in the filters at the end was learned.
        filters = nn.Conv(8, (7, 7), padding="VALID", kernel_init=nn.initializers.normal(0.02), name="filters")
        maps = nn.relu(filters(images))
        return nn.Dense(5)(maps.max(axis=(1, 2)))


def _train_classifier(rounds=200):
    """Train on fresh images at every step; returns the filters (8, 7, 7) and the share of right answers."""
    import optax

    model, optimizer, random = _Classifier(), optax.adamw(1e-2, weight_decay=0.5), np.random.default_rng(2)
    variables = jax.jit(model.init)(jax.random.key(1), jnp.zeros((1, 16, 16, 1)))

    @jax.jit
    def step(variables, state, images, kind):
        def loss(variables):
            scores = model.apply(variables, images)
            return optax.softmax_cross_entropy_with_integer_labels(scores, kind).mean()

        updates, state = optimizer.update(jax.grad(loss)(variables), state, variables)
        return optax.apply_updates(variables, updates), state

    state = optimizer.init(variables)
    for _ in range(rounds):
        variables, state = step(variables, state, *_edges_and_spots(random, 64))
    images, kind = _edges_and_spots(random, 500)
    right = jax.jit(model.apply)(variables, images).argmax(axis=1) == kind
    return np.moveaxis(np.asarray(variables["params"]["filters"]["kernel"])[:, :, 0], 2, 0), float(right.mean())


@handout.picture()
def _draw_filters():
    filters, right = _train_classifier()
    images, kind = map(np.asarray, _edges_and_spots(np.random.default_rng(4), 60))
    figure = handout.plt.figure(figsize=(7.5, 3.2), layout="constrained")
    above, below = figure.subfigures(2, 1, height_ratios=(18, 13))
    above.suptitle("one image of each kind", fontsize=10)
    for panel, k in zip(above.subplots(1, 5), range(5), strict=True):
        panel.imshow(images[np.argmax(kind == k), ..., 0], cmap="gray", vmin=-2, vmax=2)
        panel.axis("off")
    below.suptitle(f"the eight learned filters ({right:.0%} of 500 new images right)", fontsize=10)
    for panel, weights in zip(below.subplots(1, 8), filters, strict=True):
        panel.imshow(weights, cmap="RdBu", vmin=-np.abs(weights).max(), vmax=np.abs(weights).max())
        panel.axis("off")

# %% [markdown]
# Blue weights are positive, red ones negative. Most filters have become detectors of edges or lines in one direction,
# larger and smoother relatives of your `[[1, −1]]`. Our images were made of edges, so this is no surprise; the
# remarkable fact is that photos lead to filters of the same kind.
#
# ## Recap
#
# - Translation invariance lets all positions share their weights, locality keeps the window small: a handful of
#   weights instead of millions.
# - Cross-correlation slides a kernel over the image; $H \times W$ and $h \times w$ give
#   $(H - h + 1) \times (W - w + 1)$.
# - A convolutional layer adds a bias. Its number of parameters does not depend on the size of the image.
# - A filter answers to one kind of pattern in one direction. Filters can be written by hand, but gradient descent
#   finds them from examples.
# - Stacking layers widens the receptive field.
#
# Before you hand in: restart the kernel, run all cells, and see that every check passes: nothing in red, and a ✓ before
# each line.
