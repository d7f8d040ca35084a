"""The room's one file, called in this process: what it answers, and how a kernel's messages become outputs."""

from __future__ import annotations

import builtins
import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax._src.interpreters import mlir

from assay.room import wire
from assay.room.environment import clean_environment
from assay.room.inside import carried, exported, hooks_of_libraries, kept, kernel, put_back, shown
from assay.room.inside.asked import MODES, Stories, revive
from assay.room.inside.carried import FRAME, NODES_CAP, RESULT_CAP, Chunks, Code, Drawn, TooLarge, encode, pack
from assay.room.inside.shown import as_output, merge
from tests.here import REPOSITORY

X = np.array([[1, 2], [3, 4]], np.float32)
G = np.array([[1, 0], [0, -2]], np.float32)


class Scale(nn.Module):  # type: ignore[misc]
    """A module with one parameter."""

    start: float = 2.0

    @nn.compact  # type: ignore[untyped-decorator]
    def __call__(self, x: Any) -> Any:
        w = self.param("w", lambda _: jnp.full((1,), self.start))
        return w * x


def bare(names: dict[str, Any], arrays: str = "jax") -> kernel.Room:
    """A room without a kernel, whose notebook holds these names."""
    room = kernel.Room.__new__(kernel.Room)
    vars(room).update(remembered={}, built_in={}, seen={}, active="", busy=False, device="",
                      settings=put_back.Settings(), kept=kept.Kept(), exported=exported, arrays=arrays,
                      stories=Stories(), app=SimpleNamespace(shell=SimpleNamespace(user_ns=names)))
    return room


def asked(name: str, mode: str, args: Sequence[Any], more: dict[str, Any] | None = None, **names: Any) -> Any:
    """What a room whose notebook holds these names would reply to a call."""
    return heard(bare(names)._call("q", name, mode, list(args), more or {}))


def heard(reply: Any) -> Any:
    """A reply as the judge reads it."""
    frame = pack(7, reply)
    header = FRAME.unpack_from(frame)[2]
    return wire.decode(frame[FRAME.size:FRAME.size + header], frame[FRAME.size + header:])


@pytest.mark.parametrize("value", [
    pytest.param(np.zeros(RESULT_CAP + 1, np.uint8), id="one array"),
    pytest.param([np.zeros(RESULT_CAP // 2 + 1, np.uint8)] * 2, id="two arrays"),
    pytest.param([None] * NODES_CAP, id="many values"),
    pytest.param([[None] * 256] * 256, id="many values in lists"),
])
def test_more_than_the_judge_accepts_is_too_large(value: Any) -> None:
    with pytest.raises(TooLarge):
        encode(value, Chunks())


def test_as_much_as_the_judge_accepts_is_not_too_large() -> None:
    encode(np.zeros(RESULT_CAP, np.uint8), Chunks())
    encode([None] * (NODES_CAP - 1), Chunks())


def test_a_long_text_is_too_large_for_a_frame() -> None:
    pack(1, "a" * (carried.HEADER_CAP - 20))
    with pytest.raises(TooLarge):
        pack(1, "a" * carried.HEADER_CAP)


def test_an_answer_too_large_is_said_to_be() -> None:
    assert asked("f", "call", [], f=lambda: np.zeros(RESULT_CAP + 1, np.uint8)) == {"error": "too_large"}


def test_a_list_that_holds_itself_is_an_error_of_the_call() -> None:
    endless: list[Any] = []
    endless.append(endless)
    reply = asked("f", "call", [], f=lambda: endless)
    assert reply == {"error": "too_large"} or reply["type"] == "RecursionError"


def test_a_call_passes_arguments_as_a_notebook_would_hold_them() -> None:
    held: list[Any] = []

    def f(*args: Any, **more: Any) -> None:
        held.extend([args, more])

    asked("f", "call", [X, (2, 3), [(1, 2)], 0.5], {"key": {"key": 7}, "params": {"w": X}}, f=f)
    (image, pair, stack, number), more = held
    assert isinstance(image, jax.Array)
    assert image.dtype == jnp.float32
    assert (pair, stack, number) == ((2, 3), [(1, 2)], 0.5)
    assert jax.random.key_data(more["key"]).tolist() == jax.random.key_data(jax.random.key(7)).tolist()
    assert isinstance(more["params"]["w"], jax.Array)


def test_names_that_are_not_there_or_no_functions_are_told_apart() -> None:
    assert asked("f", "call", []) == {"error": "undefined"}
    assert asked("f", "call", [], f=3) == {"error": "not_callable"}


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt(), SystemExit(0), GeneratorExit()])
def test_whatever_a_function_raises_is_an_answer(error: BaseException) -> None:
    def f() -> None:
        raise error

    reply = asked("f", "call", [], f=f)
    assert (reply["error"], reply["type"], reply["message"]) == ("raised", type(error).__name__, str(error))


def test_jit_traces_the_function() -> None:
    def f(x: Any) -> Any:
        return x + 1 if isinstance(x, jax.core.Tracer) else x

    assert asked("f", "jit", [X], f=f)["answer"].tolist() == (X + 1).tolist()
    assert asked("f", "jit", [X], f=lambda x: float(x[0, 0]))["type"] == "ConcretizationTypeError"


def test_vjp_gives_the_answer_and_a_gradient_for_each_argument() -> None:
    answer, gradients = asked("f", "vjp", [X, X + 1], {"cotangent": G}, f=lambda x, y: x * y)["answer"]
    assert answer.tolist() == (X * (X + 1)).tolist()
    assert [gradient.tolist() for gradient in gradients] == [(G * (X + 1)).tolist(), (G * X).tolist()]


@pytest.mark.parametrize("function", [
    pytest.param(lambda x: x.astype(jnp.int32), id="whole numbers"),
    pytest.param(lambda x: x > 0, id="truths"),
    pytest.param(lambda x: x * 1j, id="complex numbers"),
    pytest.param(lambda x: x.sum(), id="another shape"),
    pytest.param(lambda x: x[None], id="one axis more"),
    pytest.param(lambda x: (x, x), id="a pair"),
    pytest.param(lambda x: {"y": x}, id="a dict"),
])
def test_vjp_of_what_is_no_array_of_floats_of_the_right_shape_has_no_gradients(function: Any) -> None:
    answer, gradients = asked("f", "vjp", [X], {"cotangent": G}, f=function)["answer"]
    assert gradients is None
    assert answer is not None


def test_vjp_takes_answers_of_other_widths() -> None:
    _, gradients = asked("f", "vjp", [X], {"cotangent": G}, f=lambda x: x.astype(jnp.bfloat16))["answer"]
    assert gradients[0].tolist() == G.tolist()


def test_twice_calls_twice_on_the_very_same_arguments() -> None:
    calls: list[int] = []

    def f(stack: list[int], more: int) -> int:
        calls.append(more)
        stack.append(9)
        return len(stack)

    assert asked("f", "twice", [[1]], {"more": 5}, f=f)["answer"] == (2, 3)
    assert calls == [5, 5]


def test_init_and_apply_reach_a_flax_module() -> None:
    variables = asked("Scale", "init", [{"key": 0}, X], {"start": 3.0}, Scale=Scale)["answer"]
    assert variables["params"]["w"].tolist() == [3.0]
    assert asked("Scale", "apply", [{"params": {"w": X[0, :1]}}, X], Scale=Scale)["answer"].tolist() == X.tolist()


def test_apply_vjp_gives_gradients_by_the_variables_and_by_x() -> None:
    variables = {"params": {"w": np.array([2], np.float32)}}
    answer, (by_variables, by_x) = asked("Scale", "apply_vjp", [variables, X], {"cotangent": G}, Scale=Scale)["answer"]
    assert answer.tolist() == (2 * X).tolist()
    assert by_variables["params"]["w"].tolist() == [float((G * X).sum())]
    assert by_x.tolist() == (2 * G).tolist()


def test_every_mode_has_a_test_here() -> None:
    assert set(MODES) == {"call", "jit", "vmap", "vjp", "twice", "again", "after", "take", "init", "apply", "apply_jit",
                          "apply_vjp"}


def test_static_arguments_are_given_by_name_and_not_traced() -> None:
    def f(x: Any, *, size: tuple[int, int]) -> Any:
        return x * (size[0] if size == (3, 1) else 0)

    static = {"static": {"size": (3, 1)}}
    assert asked("f", "jit", [X], static, f=f)["answer"].tolist() == (3 * X).tolist()
    assert asked("f", "vmap", [X], {"axes": 1, **static}, f=f)["answer"].tolist() == (3 * X).T.tolist()
    answer, (gradient,) = asked("f", "vjp", [X], {"cotangent": G, **static}, f=f)["answer"]
    assert (answer.tolist(), gradient.tolist()) == ((3 * X).tolist(), (3 * G).tolist())


def test_a_module_is_compiled_with_its_variables() -> None:
    variables = {"params": {"w": np.array([2], np.float32)}}
    assert asked("Scale", "apply_jit", [variables, X], Scale=Scale)["answer"].tolist() == (2 * X).tolist()


def test_arguments_are_shown_as_a_call_has_left_them() -> None:
    assert asked("f", "after", [[3, 1]], f=lambda items: items.sort())["answer"] == (None, ([1, 3],))


def test_so_many_items_are_taken_of_what_never_ends() -> None:
    assert asked("count", "take", [3, 5], count=itertools.count)["answer"] == [5, 6, 7]
    assert asked("f", "take", [3], f=lambda: [1])["answer"] == [1]
    assert asked("count", "call", [5], count=itertools.count) == {"error": "too_large"}


def test_what_a_generator_raises_is_what_the_call_raises() -> None:
    reply = asked("f", "call", [], f=lambda: (1 // number for number in (1, 0)))
    assert (reply["type"], reply["bases"][1]) == ("ZeroDivisionError", "ArithmeticError")


@pytest.mark.parametrize("arrays, kind", [("jax", jax.Array), ("numpy", np.ndarray), ("python", list)])
def test_arrays_arrive_as_the_assignment_says(arrays: str, kind: type) -> None:
    value = revive((np.arange(3.0), {1: {"a"}}, "x"), arrays)
    assert isinstance(value[0], kind)
    assert value[1:] == ({1: {"a"}}, "x")


def test_numpys_arrays_may_be_written_to_and_keep_their_dtype() -> None:
    given = np.arange(3, dtype=np.int64)
    given.flags.writeable = False
    array = revive(given, "numpy")
    array[0] = 5
    assert (array.dtype, given.tolist()) == (np.int64, [0, 1, 2])


def test_generators_functions_and_keys_are_made_of_what_stands_for_them() -> None:
    assert revive({"numpy.random.default_rng": 7}, "numpy").random() == np.random.default_rng(7).random()
    assert revive(Code("lambda x: np.sqrt(x) + 1"), "python")(4) == 3
    assert revive({"key": 7}, "numpy") == {"key": 7}
    assert revive({"numpy.random.default_rng": np.int64(7)}).random() == np.random.default_rng(7).random()


@pytest.mark.parametrize("answer", [{"source code": "1 / 0"}, {"key": "1 / 0"}, {"numpy.random.default_rng": [1]},
                                    {"nnx.Rngs": None}, "1 / 0"])
def test_an_answer_that_is_handed_on_stays_what_it_is(answer: Any) -> None:
    assert revive(answer) == answer


def test_what_was_drawn_is_handed_on_to_be_drawn() -> None:
    drawn = revive(Drawn("generator", (1, (np.ones(2), 3))), "python")
    assert (next(drawn), next(drawn), next(drawn, None)) == (1, ([1.0, 1.0], 3), None)


def test_twice_has_a_random_generator_as_new_both_times() -> None:
    first, second = asked("f", "twice", [{"numpy.random.default_rng": 1}], f=lambda rng: rng.random())["answer"]
    assert float(first) == float(second)


def test_again_goes_on_with_the_same_random_generator() -> None:
    first, second = asked("f", "again", [{"numpy.random.default_rng": 1}], f=lambda rng: rng.random())["answer"]
    rng = np.random.default_rng(1)
    assert (float(first), float(second)) == (rng.random(), rng.random())


class Count:
    """Counts for each object, and for all of them."""

    all = 0

    def __init__(self, start: int = 0) -> None:
        self.own = start

    def add(self, number: int) -> int:
        """Raises ValueError for what is below zero, and has counted it by then."""
        self.own += number
        Count.all += 1
        if number < 0:
            raise ValueError(number)
        return self.own

    def __call__(self) -> int:
        return self.own


NEW: tuple[Any, ...] = ("new", "one", "Count", (3,), {})
ADD: tuple[Any, ...] = ("call", "one", "add", (4,), {})


def told(stories: Stories, *steps: Any) -> Any:
    """What the last step gives, where all that a story is known by is its steps."""
    return stories.tell({"Count": Count}, "python", repr(steps[:-1]), repr(steps), steps)


def test_a_step_goes_on_from_the_step_before_and_no_step_is_taken_twice() -> None:
    stories, Count.all = Stories(), 0
    assert told(stories, NEW) is None
    assert [told(stories, NEW, *[ADD] * times) for times in (1, 2, 3)] == [7, 11, 15]
    assert told(stories, NEW, *[ADD] * 3, ("get", "one", "own")) == 15
    assert Count.all == 3


def test_what_is_not_kept_is_told_from_its_start() -> None:
    stories = Stories()
    told(stories, NEW)
    assert told(stories, NEW, ADD) == 7
    assert told(stories, NEW, ADD) == 7
    for start in range(20):
        told(stories, ("new", "one", "Count", (start,), {}))
    assert told(stories, NEW, ADD, ("call", "one", "__call__", (), {})) == 7
    stories.forget()
    assert told(stories, NEW, ADD, ADD) == 11


def test_objects_of_one_story_stand_beside_each_other_and_an_error_is_part_of_it() -> None:
    for stories in (Stories(), None):
        steps: list[Any] = [NEW, ("call", "one", "add", (-1,), {})]
        if stories is not None:
            told(stories, *steps[:1])
        here = stories or Stories()
        with pytest.raises(ValueError, match="-1"):
            told(here, *steps)
        steps += [("new", "two", "Count", (), {}), ("get", "one", "own"), ("get", "two", "own")]
        assert [told(here, *steps[:count]) for count in (4, 5)] == [2, 0]


def test_a_class_or_an_object_that_is_not_there_is_named() -> None:
    with pytest.raises(NameError, match="'Other'"):
        told(Stories(), ("new", "one", "Other", (), {}))
    with pytest.raises(NameError, match="'one'"):
        told(Stories(), ("get", "one", "own"))


def test_a_room_tells_stories_for_each_question_of_its_own() -> None:
    room = bare({"Count": Count}, "python")
    assert heard(room._call("q", "Count", "object", ["", "a", (NEW,)], {})) == {"answer": None}
    assert heard(room._call("q", "Count", "object", ["a", "b", (NEW, ADD)], {})) == {"answer": 7}
    assert heard(room._call("other", "Count", "object", ["b", "c", (NEW, ADD, ADD)], {})) == {"answer": 11}
    assert room._call("q", "Other", "object", ["", "a", ()], {}) == {"error": "undefined"}


def test_functions_are_called_by_a_room_without_jax_as_by_one_with_it() -> None:
    room = bare({"f": lambda x: x.dtype.name}, "numpy")
    assert heard(room._call("q", "f", "call", [np.arange(3.0)], {})) == {"answer": "float64"}


def failing(file: str, source: str) -> BaseException:
    """The error that a cell of this file name raises."""
    try:
        exec(compile(source, file, "exec"), {"number": int})
    except Exception as error:
        return error
    raise AssertionError("the cell did not fail")


def test_the_line_of_an_error_is_the_innermost_in_a_cell() -> None:
    cell = "x = 1\ndef f():\n\n    return number('one')\nf()\n"
    assert shown.place_of(failing("/tmp/ipykernel_12/345.py", cell)) == {"line": 4, "cell": 0}
    assert shown.place_of(failing("/usr/lib/other.py", cell)) == {"line": 0, "cell": 0}
    assert shown.place_of(ValueError()) == {"line": 0, "cell": 0}


def message(kind: str, **content: Any) -> dict[str, Any]:
    return {"header": {"msg_type": kind}, "content": content}


def test_a_kernels_messages_become_outputs() -> None:
    assert as_output(message("stream", name="stdout", text="a")) == \
        {"output_type": "stream", "name": "stdout", "text": "a"}
    assert as_output(message("error", ename="E", evalue="v", traceback=["t"], more=1)) == \
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": ["t"]}
    for kind in ("status", "execute_input", "comm_open", "clear_output"):
        assert as_output(message(kind)) is None


@pytest.mark.parametrize("kind", ["display_data", "execute_result"])
def test_only_text_and_png_leave_the_kernel(kind: str) -> None:
    data = {"text/plain": "1", "image/png": "…", "text/html": "<b>", "application/javascript": "x", "image/svg+xml": ""}
    assert as_output(message(kind, data=data)) == \
        {"output_type": kind, "data": {"text/plain": "1", "image/png": "…"}}


def test_text_of_the_same_stream_is_joined() -> None:
    outputs: list[dict[str, Any]] = []
    for name, text in [("stdout", "a"), ("stdout", "b"), ("stderr", "c"), ("stdout", "d")]:
        merge(outputs, {"output_type": "stream", "name": name, "text": text})
    merge(outputs, {"output_type": "error", "ename": "E"})
    merge(outputs, {"output_type": "stream", "name": "stdout", "text": "e"})
    assert [output.get("text") for output in outputs] == ["ab", "c", "d", None, "e"]


class Kernel:
    """Answers every cell with so many messages of so many characters."""

    def __init__(self, count: int, size: int) -> None:
        self.count, self.size = count, size

    def execute_interactive(self, source: str, output_hook: Any, **_: Any) -> Any:
        for _number in range(self.count):
            output_hook(message("stream", name="stdout", text=source * self.size))
        return {"content": {"execution_count": 4}}


def noted(count: int, size: int) -> list[dict[str, Any]]:
    """What the room passes on of a cell that prints so much."""
    room = bare({})
    room.client = Kernel(count, size)
    reply = room.do_cell("x")
    assert reply["count"] == 4
    outputs: list[dict[str, Any]] = json.loads(reply["outputs"].tobytes())
    return outputs


def test_what_a_cell_prints_is_passed_on() -> None:
    assert noted(3, 5) == [{"output_type": "stream", "name": "stdout", "text": "x" * 15}]


@pytest.mark.parametrize("count, size", [(1, 1 << 21), (1 << 10, 1 << 14), (3, (1 << 19))])
def test_what_a_cell_prints_without_end_is_cut_once(count: int, size: int) -> None:
    outputs = noted(count, size)
    assert outputs[-1] == {"output_type": "truncated"}
    assert [output["output_type"] for output in outputs].count("truncated") == 1
    assert len(json.dumps(outputs)) < kernel.OUTPUT_CAP + 200


def test_what_is_remembered_stays_as_it_was() -> None:
    names: dict[str, Any] = {"f": lambda: 1}
    room = bare(names)
    assert room.do_remember("q") is True
    names["f"] = lambda: 2
    assert heard(room._call("q", "f", "call", [], {})) == {"answer": 1}
    assert heard(room._call("another", "f", "call", [], {})) == {"answer": 2}
    assert heard(room._call("q", "f", "call", [], {})) == {"answer": 1}


def test_functions_find_the_globals_of_their_question_and_what_was_first_bound_later() -> None:
    names: dict[str, Any] = {}
    room = bare(names)
    exec("def total(x): return x + 1\ndef f(x): return total(x)\ndef g(x): return sum([x, later])", names)
    room.do_remember("q")
    exec("def total(x): return -x\nsum = 0\nlater = 5\nscratch = f(1)", names)
    room.seen.update(names)
    names.clear()  # %reset -f
    assert heard(room._call("q", "f", "call", [1], {})) == {"answer": 2}
    assert heard(room._call("q", "g", "call", [1], {})) == {"answer": 6}


def test_built_in_functions_are_those_of_the_time_of_the_check() -> None:
    names: dict[str, Any] = {}
    room = bare(names)
    exec("def f(x): return sum([x, 1])", names)
    room.do_remember("q")
    was = builtins.sum
    try:
        vars(builtins)["sum"] = lambda *_: 0
        assert heard(room._call("q", "f", "call", [1], {})) == {"answer": 2}
    finally:
        vars(builtins)["sum"] = was


def test_a_question_finds_again_what_its_own_calls_have_left() -> None:
    names: dict[str, Any] = {}
    room = bare(names)
    exec("count = 0\ndef f():\n    global count\n    count += 1\n    return count", names)
    room.do_remember("one")
    room.do_remember("two")
    labels = ("one", "one", "two", "one")
    assert [heard(room._call(label, "f", "call", [], {}))["answer"] for label in labels] == [1, 2, 1, 3]


def test_answers_of_the_judges_stand_in_for_the_students_under_one_label_alone() -> None:
    names: dict[str, Any] = {}
    room = bare(names)
    exec("def helper(x): return 0\ndef f(x): return helper(x)", names)
    room.do_remember("one")
    room.do_remember("two")
    source = "import math\ndef helper(x): return inner(x)\ndef inner(x): return math.floor(x)"
    room.do_replace("one", source, ["helper"])
    assert heard(room._call("one", "f", "call", [2.5], {})) == {"answer": 2}
    assert "inner" not in names
    assert heard(room._call("two", "f", "call", [2.5], {})) == {"answer": 0}


SETTINGS: dict[str, tuple[str, str, Any]] = {
    "warnings as errors": ("import warnings; warnings.simplefilter('error')",
                           "import warnings\ndef f():\n    warnings.warn('old')\n    return 1", 1),
    "recursion": ("import sys; sys.setrecursionlimit(sys.getrecursionlimit() - 600)",
                  "import sys\ndef f(): return sys.getrecursionlimit()", sys.getrecursionlimit()),
    "long whole numbers": ("import sys; sys.set_int_max_str_digits(700)", "def f(): return len(str(10 ** 1000))", 1001),
    "overflow": ("import numpy as np; np.seterr(all='raise')",
                 "import numpy as np\ndef f(): return str(np.float32(1e38) * np.float32(10))", "inf"),
    "printing": ("import numpy as np; np.set_printoptions(precision=1)",
                 "import numpy as np\ndef f(): return str(np.array([1.25]))", "[1.25]"),
    "jit": ("import jax; jax.config.update('jax_disable_jit', True)",
            "import jax\ndef f(): return bool(jax.config.jax_disable_jit)", False),
    "jit, by a context": ("import jax; jax.disable_jit().__enter__()",
                          "import jax\ndef f(): return bool(jax.config.jax_disable_jit)", False),
    "not a number": ("import jax; jax.config.update('jax_debug_nans', True)",
                     "import jax.numpy as jnp\ndef f(): return str(jnp.log(jnp.array(-1.0)))", "nan"),
    "ranks": ("import jax; jax.config.update('jax_numpy_rank_promotion', 'raise')",
              "import jax.numpy as jnp\ndef f(): return float((jnp.ones(2) + jnp.ones((1, 2))).sum())", 4.0),
    "64 bits": ("import jax; jax.config.update('jax_enable_x64', True)",
                "import jax.numpy as jnp\ndef f(): return str(jnp.array(1.0).dtype)", "float64"),
    "tracing": ("import sys; sys.settrace(lambda *_: None)",
                "import sys\ndef f(): return sys.gettrace() is None", True),
    "garbage": ("import gc; gc.disable()", "import gc\ndef f(): return gc.isenabled()", True),
    "logging": ("import logging; logging.getLogger().setLevel(1)",
                "import logging\ndef f(): return logging.getLogger().level > 1", True),
    "print": ("import io, sys; sys.stdout = io.StringIO(); sys.stdout.close()",
              "def f():\n    print('here')\n    return 1", 1),
    "timers": ("import signal; signal.setitimer(signal.ITIMER_REAL, 1000)",
               "import signal\ndef f(): return signal.getitimer(signal.ITIMER_REAL)[0]", 0.0),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_what_a_notebook_sets_for_all_of_python_does_not_reach_the_judges_calls(name: str) -> None:
    change, source, value = SETTINGS[name]
    program = f"""
import sys
from types import SimpleNamespace
from assay.room.inside import exported, kernel, kept, put_back
room, names = kernel.Room.__new__(kernel.Room), {{}}
settings = put_back.Settings()
vars(room).update(remembered={{}}, built_in={{}}, seen={{}}, active="", settings=settings, arrays="jax",
                  app=SimpleNamespace(shell=SimpleNamespace(user_ns=names)))
exec({source!r}, names)
exec({change!r}, {{}})
said = room._call("q", "f", "call", [], {{}})
node = said["answer"].node
sys.__stderr__.write(repr(node))
assert node == kernel.carried.encode({value!r}, kernel.carried.Chunks())
"""
    room = clean_environment("/tmp") | {"PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run([sys.executable, "-c", program], env=room, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_reading_from_a_judge_that_is_gone_ends() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        ours.sendall(pack(1, {"do": "cell"})[:-3])
        ours.close()
        with pytest.raises(EOFError):
            carried.receive(theirs)


def test_jax_lowers_in_one_context(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    original = mlir.make_ir_context

    def counted() -> Any:
        made.append(original())
        return made[-1]

    monkeypatch.setattr(mlir, "make_ir_context", counted)
    hooks_of_libraries.share_context()
    for size in (11, 12):
        jax.jit(lambda x: x + 1)(np.zeros(size, np.float32))
    assert len(made) == 1


LOOPS = """
import jax
import jax.numpy as jnp
import numpy as np
from assay.room.inside import hooks_of_libraries

found = []
jax.monitoring.register_event_listener(lambda event, **_: found.extend([event] * event.endswith("/cache_hits")))
hooks_of_libraries.keep_compiled()

def loop(step):
    return float(jax.lax.fori_loop(0, 3, lambda _, x: x + step, jnp.zeros(13))[0])

answers, hits = [], []
for step in (2.0, 3.0, 2.0, 3.0):
    answers.append(loop(step))
    hits.append(len(found))
assert answers == [6.0, 9.0, 6.0, 9.0], answers
assert hits[1] == 0 < hits[2] < hits[3], hits

def called_back(factor):  # equal by content, though each calls another function
    scale = lambda x: np.asarray(x) * np.float32(factor)
    return float(jax.jit(lambda x: jax.pure_callback(scale, jax.ShapeDtypeStruct((), jnp.float32), x))(1.0))

assert [called_back(factor) for factor in (2, 3, 2)] == [2.0, 3.0, 2.0]
"""


def test_what_is_equal_by_content_is_compiled_once(tmp_path: Path) -> None:
    room = clean_environment(str(tmp_path)) | {"JAX_COMPILATION_CACHE_DIR": str(tmp_path),
                                               "PYTHONPATH": str(REPOSITORY / "src")}
    done = subprocess.run([sys.executable, "-c", LOOPS], env=room, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not any(tmp_path.glob("*-cache"))
