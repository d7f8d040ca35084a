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
# # From One Kernel to a Layer
#
# One kernel that slides over one gray image is not yet what networks are made of. Here it learns to keep the image's
# size, to skip places, to read images of many channels and to write many channels; then you put it all into one block.
# There are nine questions, 47 points in all:
#
# | question | you write | points |
# |---|---|---|
# | `why_padding` | two sentences | 3 |
# | `output_shape` | how large the output is | 4 |
# | `pad2d` | a frame of zeros | 4 |
# | `corr2d_strided` | cross-correlation with padding and stride | 8 |
# | `corr2d_multi_in` | many channels in | 4 |
# | `corr2d_multi_in_out` | many channels in, many out | 6 |
# | `conv_1x1` | a kernel of a single pixel | 4 |
# | `pool2d` | the largest, or the mean, of each window | 6 |
# | `conv_block` | the layer `ConvBlock` | 8 |
#
# **How it works.** Change only the cells that say `YOUR CODE HERE` or `YOUR ANSWER HERE`; all others are put back as
# they were when you hand in. Below each question a check runs a worked example. If it does not come out, one sentence
# in red says why, and the cells below still run. If it does, you are on the way, not yet at the end: after you hand in,
# your functions are also tried on other images and kernels, and each of their properties earns its points by itself.
#
# **What counts as right.** The same rules hold for every question.
#
# - Images and kernels are float32. Your numbers need to be as accurate as float32 sums of the definition, in whatever
#   order you add. You may switch on `jax_enable_x64`.
# - Channels come first: a gray image has the shape (H, W), an image of C channels (C, H, W). All sizes may occur, a
#   single pixel or a single channel included. Kernels and windows always fit where they are asked for, after padding.
# - Pairs are (along the height, along the width). You are given them as tuples of whole numbers: padding from 0 on,
#   everything else from 1 on. A pair that you return may be a tuple, a list or an array of two, and a whole number may
#   be a float of that value.
# - Keep the names of the functions, of their arguments and of the fields: these come by position or by name.
# - Everything except `output_shape` must work under `jax.jit` and `jax.grad`. Padding, stride, size and mode are
#   *static* then, as in `jax.jit(corr2d_strided, static_argnames=("padding", "stride"))`: inside they are the same
#   Python values as outside. Only the arrays are traced.
# - Gradients are asked for only where there is one: not where two numbers tie for a maximum, and not where a sum is
#   exactly zero when it meets the ReLU.
# - Equal arguments give equal answers, and arguments stay as they were.
#
# A later function may call an earlier one, and is not blamed for it: what goes wrong in the earlier one is lost there.
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
    from builtins import Exception, NameError, NotImplementedError, ValueError
    from builtins import getattr, hasattr, isinstance, len, print, str, tuple, type

    import jax.numpy as jnp
    import numpy as np

    questions = ("output_shape", "pad2d", "corr2d_strided", "corr2d_multi_in", "corr2d_multi_in_out")
    questions += ("conv_1x1", "pool2d", "ConvBlock")
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

    def refuses(what, call):
        """Require that call() raises a ValueError."""
        should = f"{what} should raise a ValueError"
        try:
            call()
        except ValueError:
            print(f"✓ {what} raises a ValueError")
        except Exception as error:
            if name := unfilled(error):
                raise NotYet(f"{name} is still empty. Fill it in, then run this cell again: {should}.") from None
            raise NotYet(f"{should}, but it raises {type(error).__name__}.") from None
        else:
            raise NotYet(f"{should}, but it returns something.")

    tools = (keep, run, check, require, unfilled, answer, numbers, same, refuses)
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
# ## Padding and stride
#
# A kernel of 3 × 3 has no place for its middle on the outermost pixels, so each layer cuts a frame of one pixel off its
# input. Ten such layers turn 28 × 28 into 8 × 8. And the pixels of the frame count for less: the kernel lies on the
# corner pixel once, on a pixel inside nine times.
#
# *Padding* puts rows and columns of zeros around the image first. With one row and one column on every side, a 3 × 3
# kernel gives back an output as large as the image.
#
# Sometimes we want the opposite. Neighbouring outputs see nearly the same pixels, so on a large image we can save work
# and look only at every second place, or every third. This step width is the *stride*. A stride of 2 both ways leaves a
# quarter of the outputs, and the next layer sees twice as far.
#
# ### Question 1: `why_padding` (3 points)
#
# In two sentences of your own: what is lost when a stack of layers does without padding, and what does a stride larger
# than one buy? A person reads your answer and gives one point for the shrinking output, one for what becomes of
# the border, and one for the stride.

# %% [markdown] nbgrader={"grade_id": "why_padding", "grade": true, "solution": true, "points": 3}
# Without padding every layer cuts its output down by the kernel's size less one, so a deep stack has soon nothing left,
# and pixels at the border, which fewer windows see, hardly count. A larger stride leaves windows out: fewer outputs, so
# less to compute and to keep, and a field of view that grows faster.
#
# Rubric:
# - 1: the output shrinks with every layer, until little or nothing is left of it
# - 1: the border is said to count for less: fewer windows see its pixels
# - 1: a larger stride saves work and memory, as there are fewer outputs, or sees further sooner

# %% [markdown]
# ## How large is the output?
#
# Along one side of length $n$, padding adds $p$ zeros before and $p$ after. A window of length $k$ starts at the
# first place and steps by $s$. It stops at the last place where it still fits; what is left over at the end is not
# seen. The picture has five pixels after padding, and windows of two.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_stop", "locked": true}
# Where a window stops that steps by one, by two and by three.
@handout.picture()
def _draw_stop():
    row, look = [[0, 7, 8, 9, 0]], {"colors": "Blues", "span": (0, 25)}
    axes = handout.board(18, 6.4, cell=0.45)
    for stride, left in ((1, 0), (2, 6.5), (3, 13)):
        axes.text(left + 2.5, 0.4, f"stride {stride}: {(5 - 2) // stride + 1} windows", ha="center", va="bottom")
        for n, start in enumerate(range(0, 4, stride)):
            handout.grid(axes, row, left, 0.8 + 1.5 * n, box=(0, start, 1, 2), **look)
    handout.grid(axes, row, 6.5, 3.8, box=(0, 4, 1, 2), **look)
    axes.text(9, 5.1, "does not fit: the last pixel\nstays unseen", ha="center", va="top", fontsize=9)

# %% [markdown]
# ### Question 2: `output_shape` (4 points)

# %% nbgrader={"grade_id": "output_shape", "solution": true}
def output_shape(shape, kernel, padding, stride):
    """The shape (rows, columns) of the output, without computing it.

    shape is that of the image, kernel that of the kernel; padding (p, q) adds p rows above and p below, q columns
    left and q right; stride (s, t) steps down by s and to the right by t. All four are pairs. The kernel fits into
    the padded image. Returns a pair of whole numbers. Plain Python: it need not work under jax.jit.
    """
    ### BEGIN SOLUTION
    sides = zip(shape, kernel, padding, stride, strict=True)
    return tuple((n + 2 * p - k) // s + 1 for n, k, p, s in sides)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_output_shape", "grade": true, "locked": true, "points": 4}
@handout.check
def _check():
    for args, wanted in (
        (((28, 28), (3, 3), (0, 0), (1, 1)), (26, 26)),
        (((28, 28), (3, 3), (1, 1), (1, 1)), (28, 28)),
        (((3, 3), (2, 2), (1, 1), (3, 2)), (2, 2)),
    ):
        what = f"output_shape({', '.join(map(str, args))})"
        handout.same(what, lambda args=args: output_shape(*args), wanted)

# %% [markdown]
# ## A frame of zeros

# %% nbgrader={"grade_id": "example_window", "locked": true}
X = jnp.array([[0.0, 1.0, 2.0], [3.0, 4.0, 5.0], [6.0, 7.0, 8.0]])
K = jnp.array([[0.0, 1.0], [2.0, 3.0]])
handout.keep(X=X, K=K)

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_padded", "locked": true}
# An image, padded by (1, 1) and by (0, 2).
@handout.picture()
def _draw_padded(X):
    axes = handout.board(18.5, 6.4, cell=0.45)
    look = {"colors": "Blues", "span": (0, 25)}
    handout.grid(axes, X, 0, 1.8, "the image, 3 × 3", box=(0, 0, 3, 3), **look)
    handout.grid(axes, np.pad(X, 1), 5, 0.8, "padding (1, 1): 5 × 5", box=(1, 1, 3, 3), **look)
    handout.grid(axes, np.pad(X, ((0, 0), (2, 2))), 11.5, 1.8, "padding (0, 2): 3 × 7", box=(0, 2, 3, 3), **look)

# %% [markdown]
# ### Question 3: `pad2d` (4 points)

# %% nbgrader={"grade_id": "pad2d", "solution": true}
def pad2d(X, padding):
    """Surround the image X, of shape (H, W), with zeros: p rows above and p below, q columns left and q right.

    padding is the pair (p, q). Returns a float array of shape (H + 2p, W + 2q).
    """
    ### BEGIN SOLUTION
    p, q = padding
    return jnp.pad(X, ((p, p), (q, q)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_pad2d", "grade": true, "locked": true, "points": 4}
@handout.check
def _check(K):
    handout.same("pad2d(K, (0, 1))", lambda: pad2d(K, (0, 1)), [[0, 0, 1, 0], [0, 2, 3, 0]])
    handout.same("pad2d(K, (1, 0))", lambda: pad2d(K, (1, 0)), [[0, 0], [0, 1], [2, 3], [0, 0]])

# %% [markdown]
# ## Cross-correlation that keeps, and skips
#
# Pad the image. Then take the output of the plain cross-correlation at every $s$-th row and every $t$-th column, from
# the first on:
#
# $$Y_{i,j} = \sum_{a,b} P_{s i + a,\; t j + b}\, K_{a,b}, \qquad P \text{ the padded image}$$
#
# The worked example steps by three rows and by two columns.

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_strides", "locked": true}
# The four windows of the worked example, and what each of them gives.
@handout.picture()
def _draw_strides(X, K):
    axes = handout.board(23, 10.6, cell=0.36)
    look = {"colors": "Blues", "span": (0, 25)}
    handout.grid(axes, X, 5, 0.9, "image 3 × 3", **look)
    handout.grid(axes, K, 10.5, 1.4, "kernel 2 × 2", **look)
    handout.grid(axes, [[0, 8], [6, 8]], 15, 1.4, "output 2 × 2", **look)
    for x, sign in ((9.25, "⋆"), (13.75, "=")):
        axes.text(x, 2.4, sign, ha="center", va="center", fontsize=16)
    for n, (total, row, column) in enumerate(((0, 0, 0), (8, 0, 2), (6, 3, 0), (8, 3, 2))):
        handout.grid(axes, np.pad(X, 1), 6 * n, 5.5, f"gives {total}", box=(row, column, 2, 2), **look)

# %% [markdown]
# The fifth column is never seen: from column 2 the window would step to column 4, where it no longer fits. As before,
# the kernel is not turned.
#
# ### Question 4: `corr2d_strided` (8 points)

# %% nbgrader={"grade_id": "corr2d_strided", "solution": true}
def corr2d_strided(X, K, padding=(0, 0), stride=(1, 1)):
    """Cross-correlate the padded image with the kernel, at every s-th row and t-th column, from the first.

    X has shape (H, W), K has shape (h, w); padding is the pair (p, q), stride the pair (s, t). The kernel fits into
    the padded image. Returns a float array of shape output_shape((H, W), (h, w), padding, stride).
    Works under jax.jit with padding and stride static; jax.grad goes through X and K.
    """
    ### BEGIN SOLUTION
    (h, w), (s, t) = K.shape, stride
    P = pad2d(X, padding)
    rows, columns = P.shape[0] - h + 1, P.shape[1] - w + 1
    # One shifted image for each kernel entry; the places in between are not computed.
    return sum(K[a, b] * P[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_corr2d_strided", "grade": true, "locked": true, "points": 8}
@handout.check
def _check(X, K):
    should = [[0, 8], [6, 8]]
    handout.same("corr2d_strided(X, K, (1, 1), (3, 2))", lambda: corr2d_strided(X, K, (1, 1), (3, 2)), should)
    handout.same("corr2d_strided(X, K)", lambda: corr2d_strided(X, K), [[19, 25], [37, 43]])

# %% [markdown]
# ## Many channels in
#
# A color photo has three numbers at each place, and the layers inside a network write dozens. An image of $C$ channels
# needs a kernel of $C$ planes, one for each channel. Each plane slides over its own channel, and the results are added
# up: the output has one channel again.
#
# From here on there is no padding and every place is taken.

# %% nbgrader={"grade_id": "example_channels", "locked": true}
X_channels = jnp.stack([X, X + 1])
K_channels = jnp.stack([K, K + 1])
handout.keep(X_channels=X_channels, K_channels=K_channels)

# %% jupyter={"source_hidden": true} tags=["given"] nbgrader={"grade_id": "show_channels", "locked": true}
# Two channels, two planes, one sum.
@handout.picture()
def _draw_channels(X_channels, K_channels):
    axes = handout.board(17, 9.2, cell=0.45)
    look, output = {"colors": "Blues", "span": (0, 25)}, {"colors": "Blues", "span": (0, 300)}
    parts = ([[19, 25], [37, 43]], [[37, 47], [67, 77]])
    for n, part in enumerate(parts):
        top = 0.9 + 4.4 * n
        handout.grid(axes, X_channels[n], 0, top, f"channel {n}", box=(0, 0, 2, 2), **look)
        handout.grid(axes, K_channels[n], 4.5, top + 0.5, f"plane {n}", **look)
        handout.grid(axes, part, 8, top + 0.5, "", box=(0, 0, 1, 1), **output)
        axes.text(3.75, top + 1.5, "⋆", ha="center", va="center", fontsize=16)
        axes.text(7.25, top + 1.5, "=", ha="center", va="center", fontsize=16)
    handout.grid(axes, np.add(*parts), 13.5, 3.6, "the output", box=(0, 0, 1, 1), **output)
    axes.text(11.8, 4.6, "added up\n→", ha="center", va="center")

# %% [markdown]
# ### Question 5: `corr2d_multi_in` (4 points)

# %% nbgrader={"grade_id": "corr2d_multi_in", "solution": true}
def corr2d_multi_in(X, K):
    """Cross-correlate each channel of X, of shape (C, H, W), with its plane of K, of shape (C, h, w), and add up.

    Returns a float array of shape (H − h + 1, W − w + 1).
    """
    ### BEGIN SOLUTION
    return sum(corr2d_strided(channel, plane) for channel, plane in zip(X, K, strict=True))
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_corr2d_multi_in", "grade": true, "locked": true, "points": 4}
@handout.check
def _check(X_channels, K_channels):
    what = "corr2d_multi_in(X_channels, K_channels)"
    handout.same(what, lambda: corr2d_multi_in(X_channels, K_channels), [[56, 72], [104, 120]])

# %% [markdown]
# ## Many channels out
#
# One such kernel looks for one thing. To look for $D$ things at once, take $D$ kernels, each with planes for all
# channels: K has four axes, (D, C, h, w). Each kernel writes one channel of the output. The check takes the two planes
# of the example as they are, and exchanged.
#
# ### Question 6: `corr2d_multi_in_out` (6 points)

# %% nbgrader={"grade_id": "corr2d_multi_in_out", "solution": true}
def corr2d_multi_in_out(X, K):
    """Cross-correlate X, of shape (C, H, W), with each of the D kernels in K, of shape (D, C, h, w).

    Returns a float array of shape (D, H − h + 1, W − w + 1): channel d is corr2d_multi_in(X, K[d]).
    """
    ### BEGIN SOLUTION
    return jnp.stack([corr2d_multi_in(X, kernel) for kernel in K])
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_corr2d_multi_in_out", "grade": true, "locked": true, "points": 6}
@handout.check
def _check(X_channels, K_channels):
    both = jnp.stack([K_channels, K_channels[::-1]])
    should = [[[56, 72], [104, 120]], [[52, 68], [100, 116]]]
    what = "corr2d_multi_in_out(X_channels, K) with K_channels as it is, and its planes exchanged,"
    handout.same(what, lambda: corr2d_multi_in_out(X_channels, both), should)

# %% [markdown]
# ## A kernel of one pixel
#
# With h = w = 1 a kernel sees no neighbours at all. It still mixes the channels at each place, with the same weights
# everywhere: a small dense layer, applied to every pixel. Networks use it to change the number of channels cheaply.
#
# $$Y_{d,i,j} = \sum_c K_{d,c}\, X_{c,i,j}$$
#
# ### Question 7: `conv_1x1` (4 points)

# %% nbgrader={"grade_id": "conv_1x1", "solution": true}
def conv_1x1(X, K):
    """Mix the channels of X, of shape (C, H, W), at each place, with the weights K, of shape (D, C).

    Returns a float array of shape (D, H, W), where Y[d, i, j] is the sum over c of K[d, c] * X[c, i, j]. It is the same
    as corr2d_multi_in_out with kernels of 1 × 1.
    """
    ### BEGIN SOLUTION
    return jnp.einsum("dc,chw->dhw", K, X, precision="highest")
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_conv_1x1", "grade": true, "locked": true, "points": 4}
@handout.check
def _check(X_channels):
    weights = jnp.array([[1.0, 0.0], [0.5, 0.5], [-1.0, 1.0]])
    should = [[[0, 1], [3, 4]], [[0.5, 1.5], [3.5, 4.5]], [[1, 1], [1, 1]]]
    what = "conv_1x1(X_channels[:, :2, :2], [[1, 0], [0.5, 0.5], [−1, 1]])"
    handout.same(what, lambda: conv_1x1(X_channels[:, :2, :2], weights), should)

# %% [markdown]
# Colors show what it does. The first picture below has three channels, red, green and blue. Each of the others is your
# `conv_1x1` of it, with the weights written beneath, one row for each channel that comes out.

# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_colors", "locked": true}
# One picture and three mixtures of its colors.
@handout.picture(needs="conv_1x1")
def _draw_colors():
    y, x = np.mgrid[:48, :48] / 47.0
    spots = ((0.34, 0.34, 0), (0.34, 0.68, 1), (0.7, 0.5, 2))
    photo = np.stack([0.12 + 0.15 * y] * 3)
    for row, column, channel in spots:
        photo[channel] += 0.7 * ((y - row) ** 2 + (x - column) ** 2 < 0.07)
    mixtures = {
        "the picture": np.eye(3),
        "gray: the mean, three times": np.full((3, 3), 1 / 3),
        "red and blue exchanged": np.eye(3)[::-1],
        "no green": np.diag([1.0, 0.0, 1.0]),
    }
    _, panels = handout.plt.subplots(1, 4, figsize=(9, 3), layout="constrained")
    for panel, (title, weights) in zip(panels, mixtures.items(), strict=True):
        image = photo if title == "the picture" else conv_1x1(jnp.asarray(photo, jnp.float32), jnp.asarray(weights))
        panel.imshow(np.clip(np.moveaxis(np.asarray(image), 0, 2), 0, 1))
        panel.set_title(title, fontsize=9)
        panel.set(xticks=[], yticks=[])
        rows = "\n".join("  ".join(f"{weight:.3g}" for weight in row) for row in weights)
        panel.set_xlabel("" if title == "the picture" else rows, fontsize=8, family="monospace")

# %% [markdown]
# ## Pooling
#
# Often it does not matter exactly where something was found, only that it was. *Pooling* walks a window over the image
# and keeps one number of each: the largest, or the mean. It has no weights. Usually windows lie side by side, so the
# stride is the window's size. Windows that do not fit at the right or lower edge are left out.
#
# ### Question 8: `pool2d` (6 points)

# %% nbgrader={"grade_id": "pool2d", "solution": true}
def pool2d(X, size, mode="max", stride=None):
    """The largest number (mode "max") or the mean (mode "avg") of each window of X, of shape (H, W).

    size is the pair (h, w), at most (H, W). stride is a pair; by default it is the size. There is no padding, and
    windows that do not fit are left out. Returns a float array of shape output_shape((H, W), size, (0, 0), stride).
    Any other mode raises a ValueError. Works under jax.jit with size, mode and stride static.
    """
    ### BEGIN SOLUTION
    if mode not in ("max", "avg"):
        raise ValueError(f'mode is "max" or "avg", not {mode!r}')
    (h, w), (s, t) = size, stride or size
    rows, columns = X.shape[0] - h + 1, X.shape[1] - w + 1
    windows = jnp.stack([X[a : a + rows : s, b : b + columns : t] for a in range(h) for b in range(w)])
    return windows.max(axis=0) if mode == "max" else windows.mean(axis=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "test_pool2d", "grade": true, "locked": true, "points": 6}
@handout.check
def _check(X):
    handout.same("pool2d(X, (2, 2))", lambda: pool2d(X, (2, 2)), [[4]])
    handout.same('pool2d(X, (2, 2), "max", (1, 1))', lambda: pool2d(X, (2, 2), "max", (1, 1)), [[4, 5], [7, 8]])
    handout.same('pool2d(X, (2, 2), "avg", (1, 1))', lambda: pool2d(X, (2, 2), "avg", (1, 1)), [[2, 3], [5, 6]])
    handout.refuses('pool2d(X, (2, 2), "min")', lambda: pool2d(X, (2, 2), "min"))


# %% jupyter={"source_hidden": true} tags=["picture"] nbgrader={"grade_id": "show_pooled", "locked": true}
# Thin bright lines on a dim ground: the largest keeps them, the mean washes them out.
@handout.picture(needs="pool2d")
def _draw_pooled():
    y, x = np.mgrid[:48, :48]
    ring = np.abs(np.hypot(y - 22, x - 20) - 14) < 0.7
    image = np.where(ring | (x == y // 2 + 18), 1.0, 0.1 + 0.15 * (y > 30))
    image = jnp.asarray(image, jnp.float32)
    drawn = {
        "48 × 48": image,
        "max of 4 × 4": pool2d(image, (4, 4), "max"),
        "mean of 4 × 4": pool2d(image, (4, 4), "avg"),
    }
    _, panels = handout.plt.subplots(1, 3, figsize=(8, 2.9), layout="constrained")
    for panel, (title, values) in zip(panels, drawn.items(), strict=True):
        panel.imshow(values, cmap="gray", vmin=0, vmax=1)
        panel.set_title(title, fontsize=10)
        panel.axis("off")

# %% [markdown]
# Both pictures have a sixteenth of the numbers. The lines are bright in the first and pale in the second: the largest
# says whether something was there, the mean says how much of it.
#
# ## The block
#
# Now all of it becomes a layer, as networks stack them: many channels in, many out, a bias for each channel that comes
# out, and then the *ReLU*, which keeps what is positive and turns the rest to zero.
#
# How large should the first weights be? Each output is a sum of $C\,h\,w$ products. If the inputs have variance 1, so
# has the output when each weight has mean 0 and variance $1 / (C\,h\,w)$. This start is named after LeCun. In Flax it
# is `nn.initializers.lecun_normal(in_axis=1, out_axis=0)`: the two axes tell it where in (features, C, h, w) the
# channels in and out stand. Left out, they mean the last two axes, and the variance would be another.
#
# ### Question 9: `conv_block` (8 points)

# %% nbgrader={"grade_id": "conv_block", "solution": true}
class ConvBlock(nn.Module):
    """Strided cross-correlation over channels, plus a bias, then ReLU: x of shape (C, H, W) gives (features, …, …).

    features is how many channels come out, kernel_size the pair (h, w), stride a pair. There is no padding; a further
    field does no harm if it has a default. There are exactly two parameters, both float32: w, of shape
    (features, C, h, w), from lecun_normal as above, or from any continuous law with mean 0 and variance 1 / (C h w),
    each weight an independent draw; and b, of shape (features,), zeros.
    It works under jax.jit and jax.grad, as the functions do.
    """

    features: int
    kernel_size: tuple[int, int]
    stride: tuple[int, int] = (1, 1)

    @nn.compact
    def __call__(self, x):
        ### BEGIN SOLUTION
        shape = (self.features, x.shape[0], *self.kernel_size)
        w = self.param("w", nn.initializers.lecun_normal(in_axis=1, out_axis=0), shape)
        b = self.param("b", nn.initializers.zeros, (self.features,))
        s, t = self.stride
        return nn.relu(corr2d_multi_in_out(x, w)[:, ::s, ::t] + b[:, None, None])
        ### END SOLUTION


# %% nbgrader={"grade_id": "test_conv_block", "grade": true, "locked": true, "points": 8}
@handout.check
def _check(X_channels, K_channels):
    should = "ConvBlock(4, (3, 3)) should have exactly the parameters w and b"
    block = handout.answer(should, lambda: ConvBlock(4, (3, 3)))
    params = handout.answer(should, lambda: block.init(jax.random.key(17), X_channels).get("params", {}))
    handout.require({*params} == {"w", "b"}, f"{should}, but it has {' and '.join(params) or 'none'}.")
    handout.same("the shape of w in ConvBlock(4, (3, 3)) on two channels", lambda: params["w"].shape, (4, 2, 3, 3))
    handout.same("b in a new ConvBlock(4, (3, 3))", lambda: params["b"], [0, 0, 0, 0])
    known = {"params": {"w": jnp.stack([K_channels, -K_channels]), "b": jnp.array([-60.0, 80.0])}}
    for stride, wanted in (((1, 1), [[[0, 12], [44, 60]], [[24, 8], [0, 0]]]), ((2, 1), [[[0, 12]], [[24, 8]]])):
        what = f"ConvBlock(2, (2, 2), {stride}) with w = K_channels and its negative, b = [−60, 80], on X_channels"
        handout.same(what, lambda stride=stride: ConvBlock(2, (2, 2), stride).apply(known, X_channels), wanted)

# %% [markdown]
# ## Recap
#
# - Padding keeps the output as large as the image and gives border pixels their due; stride leaves places out. Along
#   each side an output has $\lfloor (n + 2p - k) / s \rfloor + 1$ places.
# - A kernel has a plane for each channel that comes in, and there is a kernel for each channel that goes out:
#   (D, C, h, w).
# - A kernel of 1 × 1 mixes channels at each place and sees no neighbours.
# - Pooling has no weights. The largest number says whether, the mean says how much.
# - A block is all of this, a bias and a ReLU. Its weights start with a variance that keeps signals as large as they
#   came.
#
# Before you hand in: restart the kernel, run all cells, and see that every check passes: nothing in red, and a ✓ before
# each line.
