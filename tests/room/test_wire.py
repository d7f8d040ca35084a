"""The wire between the judge and a room: what was sent arrives, and what was forged is refused, never believed."""

from __future__ import annotations

import itertools
import json
import math
import socket
import threading
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

from assay.room import wire
from assay.room.inside import carried, kernel
from assay.room.inside.carried import FRAME, HEADER_CAP, MAGIC, NODES_CAP, TooLarge, pack
from assay.room.limits import Limits
from assay.room.wire import Drawn, Garbled, HungUp, Opaque, Overdue, TooMuch, decode, exchange, read_frame
from assay.testing.expect import identical

CAP = 1 << 20
ONE = b'{"a": ["float32", [1]]}'
Array = np.ndarray[Any, Any]


@st.composite
def arrays(draw: st.DrawFn) -> Array:
    """Any bytes as an array of any dtype and of a small shape, empty and scalar ones among them."""
    dtype = wire.DTYPES[draw(st.sampled_from(carried.DTYPES))]
    shape = draw(array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=3))
    size = dtype.itemsize * math.prod(shape)
    raw = draw(st.binary(min_size=size, max_size=size))
    if dtype.name == "bool":
        raw = bytes(byte % 2 for byte in raw)
    return np.frombuffer(raw, dtype).reshape(shape)


WHOLE = st.integers(-(2**63) + 1, 2**63 - 1)
PLAIN = (st.none() | st.booleans() | WHOLE | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
         | st.complex_numbers(allow_nan=False))
KEYS = PLAIN | st.tuples(PLAIN, PLAIN) | st.frozensets(PLAIN, max_size=2)
TEXTS = st.lists(st.text(alphabet="ab\N{SNOWMAN}"), max_size=4).map(lambda texts: np.array(texts, np.str_))
LONG = st.lists(st.booleans() | WHOLE | st.floats(), min_size=64, max_size=70) | st.lists(st.text(), min_size=64,
                                                                                     max_size=70)
LEAVES = PLAIN | st.floats() | arrays() | TEXTS
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3)
    | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.text(), inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
    | st.sets(KEYS, max_size=3) | st.frozensets(KEYS, max_size=3) | LONG | LONG.map(tuple),
    max_leaves=12,
)
#: What a reply's header may hold, and a good deal that it may not.
NODES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from([*"sficbltezdmgaunwox"]), inner, max_size=2)
    | st.fixed_dictionaries({}, optional={tag: st.tuples(st.sampled_from(["l", "t", "set"]), st.integers(-1, 9))
                                          for tag in "nwg"})
    | st.fixed_dictionaries({"a": st.tuples(st.sampled_from([*carried.DTYPES, "object"]), inner)}),
    max_leaves=8,
)


def nested(depth: int) -> Any:
    """A list in a list, so many times."""
    value: Any = None
    for _ in range(depth):
        value = [value]
    return value


def parts(frame: bytes) -> tuple[bytes, bytes]:
    """The header and the body of a frame."""
    _, _, header, body = FRAME.unpack_from(frame)
    assert len(frame) == FRAME.size + header + body
    return frame[FRAME.size:FRAME.size + header], frame[FRAME.size + header:]


def there(value: Any) -> Any:
    """What the judge makes of a value that the room answers with."""
    return decode(*parts(pack(7, value)))


def heard(sent: bytes, number: int = 7, seconds: float = 5.0, body_cap: int = CAP) -> Any:
    """What the judge makes of these bytes, after which the room hangs up."""
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            theirs.sendall(sent)
        return read_frame(ours, number, time.monotonic() + seconds, body_cap)


def framed(text: bytes, more: bytes = b"", **lies: int) -> bytes:
    """A frame, true but for what it is told to say of itself."""
    said = {"number": 7, "header": len(text), "body": len(more), **lies}
    return FRAME.pack(MAGIC, said["number"], said["header"], said["body"]) + text + more


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The judge's end of a wire, and the room's."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@given(VALUES)
def test_every_value_arrives_as_it_was_sent(value: Any) -> None:
    assert identical(there(value), value)


@given(VALUES)
def test_a_frame_is_read_from_the_socket_as_it_was_packed(value: Any) -> None:
    assert identical(heard(pack(7, value)), value)


@given(VALUES)
def test_a_request_arrives_in_the_room_as_it_was_sent(value: Any) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(pack(3, {"do": "call", "args": [value]}))
        number, message = carried.receive(theirs)
    assert number == 3
    assert identical(message["args"][0], value)


@pytest.mark.parametrize("name", carried.DTYPES)
def test_arrays_of_every_dtype_arrive(name: str) -> None:
    dtype = wire.DTYPES[name]
    for array in (np.zeros((2, 3), dtype), np.ones((), dtype), np.zeros((0, 4), dtype), np.ones((1, 2, 1), dtype)):
        assert identical(there(array), array)


def test_nan_infinity_and_negative_zero_arrive_bit_for_bit() -> None:
    strange = np.array([np.nan, -np.nan, np.inf, -np.inf, -0.0, 1e-45], np.float32)
    assert there(strange).tobytes() == strange.tobytes()
    assert math.copysign(1, there(-0.0)) == -1
    assert math.isnan(there(math.nan))


@pytest.mark.parametrize("name", ["float32", "int16", "complex64", "float16"])
def test_arrays_in_another_byte_order_arrive_with_their_values(name: str) -> None:
    array = np.array([1, 2, 300], np.dtype(name).newbyteorder(">"))
    assert there(array).dtype == np.dtype(name)
    assert there(array).tolist() == array.tolist()


@pytest.mark.parametrize("array", [np.arange(6.0).reshape(2, 3).T, np.arange(9)[::-2], np.broadcast_to(1.5, (3, 2))])
def test_views_arrive_with_their_values(array: Array) -> None:
    assert identical(there(array), np.ascontiguousarray(array))


class Odd:
    """No number, array or text."""


@pytest.mark.parametrize("value, name", [(Odd(), "Odd"), (len, "builtin_function_or_method"),
                                         (np.array([Odd()]), "array of object"), (Odd, "type")])
def test_what_is_no_value_arrives_as_its_types_name(value: Any, name: str) -> None:
    found = there(value)
    assert isinstance(found, Opaque)
    assert found.name == name


@pytest.mark.parametrize("value, items", [(iter([1, "a"]), (1, "a")), ((n * n for n in range(3)), (0, 1, 4)),
                                          (range(2), (0, 1)), (deque("ab"), ("a", "b")), ({1: 2}.keys(), (1,)),
                                          (map(str, range(100)), tuple(map(str, range(100))))])
def test_what_can_be_drawn_arrives_as_its_items_and_its_types_name(value: Any, items: tuple[Any, ...]) -> None:
    name = type(value).__name__
    found = there(value)
    assert isinstance(found, Drawn)
    assert (found.name, found.items) == (name, items)


def test_what_was_told_of_an_answer_is_handed_on_as_it_is() -> None:
    drawn = Drawn("generator", (1, "a"))
    found = there(drawn)
    assert (found.name, found.items) == ("generator", (1, "a"))
    assert there(Opaque("Odd")).name == "Odd"
    assert pack(0, drawn) != pack(0, Drawn("generator", (1, "b"))) != pack(0, Drawn("map", (1, "b")))


def test_code_arrives_in_the_room_and_never_comes_from_there() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(pack(3, ["abs", carried.Code("abs")]))
        _, message = carried.receive(theirs)
    assert [type(each) for each in message] == [str, carried.Code]
    assert message == ["abs", "abs"]
    with pytest.raises(Garbled):
        there(carried.Code("abs"))


def test_numpys_numbers_as_keys_and_in_sets_are_pythons() -> None:
    found = there({np.int64(3): {np.int8(2)}, (np.str_("a"), np.float64(0.5)): 1})
    assert found == {3: {2}, ("a", 0.5): 1}
    assert [type(key) for key in found] == [int, tuple]


def test_equal_sets_are_equal_bytes_whatever_their_order() -> None:
    members = [*range(60), *"abcdefgh", (1, "b"), None]
    assert pack(1, set(members)) == pack(1, {*members[::-1]})


def test_long_lists_arrive_within_the_bytes_that_there_are() -> None:
    for value in ([1.5] * 100_000, [1, True, 2.5] * 30_000, ("word",) * 100_000, [[0.5] * 64] * 2000):
        assert there(value) == value
    assert [type(item) for item in there([True, 1, 1.0] * 30)[:3]] == [bool, int, float]


@pytest.mark.parametrize("value", [
    pytest.param([0.5] * (carried.ITEMS_CAP + 1), id="a list longer than any"),
    pytest.param([1.5] * (carried.RESULT_CAP // 9 + 1), id="numbers of more bytes than there are"),
    pytest.param({(number,): 1 for number in range(carried.KEYS_CAP + 1)}, id="keys"),
    pytest.param(set(range(carried.KEYS_CAP + 1)), id="members"),
    pytest.param(1 << (carried.BITS_CAP + 1), id="a whole number"),
    pytest.param(np.array(["a", "b" * carried.ITEMS_CAP]), id="texts as long as the longest"),
    pytest.param(bytes(carried.RESULT_CAP + 1), id="bytes"),
    pytest.param(itertools.count(), id="a generator without an end"),
    pytest.param(nested(carried.DEPTH_CAP + 1), id="lists in lists"),
])
def test_what_passes_a_bound_is_too_large(value: Any) -> None:
    with pytest.raises(TooLarge):
        pack(1, value)


def test_what_meets_the_bounds_arrives() -> None:
    for value in (set(range(carried.KEYS_CAP)), (1 << carried.BITS_CAP) - 1, 1 - (1 << carried.BITS_CAP),
                  nested(carried.DEPTH_CAP)):
        assert there({"answer": carried.Encoded(value)}) == {"answer": value}


@pytest.mark.parametrize("sent", [
    pytest.param(framed(b"null", number=8), id="another number"),
    pytest.param(b"rOOm" + framed(b"null")[4:], id="another magic"),
    pytest.param(framed(b"null", header=HEADER_CAP + 1), id="a header larger than any"),
    pytest.param(framed(b"null", header=2**32 - 1, body=2**64 - 1), id="sizes beyond all memory"),
    pytest.param(framed(ONE, body=CAP + wire.BODY_SLACK + 1), id="a body larger than the cap"),
    pytest.param(framed(b"null", b"abcd"), id="bytes that belong to nothing"),
    pytest.param(framed(b"nul", header=3), id="a header cut short by its own length"),
    pytest.param(b'{"id": 7, "result": 12.0}\n' * 3, id="lines of JSON"),
])
def test_a_frame_that_lies_is_garbled(sent: bytes) -> None:
    with pytest.raises(Garbled):
        heard(sent)


@pytest.mark.parametrize("header, body", [
    pytest.param(b"", b"", id="nothing"),
    pytest.param(b"{", b"", id="not JSON"),
    pytest.param(b"\xff\xfe", b"", id="not UTF-8"),
    pytest.param(b"1.5", b"", id="a bare float"),
    pytest.param(b"NaN", b"", id="a bare NaN"),
    pytest.param(b"-Infinity", b"", id="a bare infinity"),
    pytest.param(b'"text"', b"", id="a bare text"),
    pytest.param(b"[1]", b"", id="a bare list"),
    pytest.param(b"9223372036854775808", b"", id="a number of 64 bits"),
    pytest.param(b"1" * 5000, b"", id="a number of 5000 digits"),
    pytest.param(b"{}", b"", id="no tag"),
    pytest.param(b'{"s": "a", "f": "0x0p0"}', b"", id="two tags"),
    pytest.param(b'{"p": "cos"}', b"", id="an unknown tag"),
    pytest.param(b'{"i": "0x1"}', b"", id="a whole number with a sign of its base"),
    pytest.param(b'{"i": "1_0"}', b"", id="a whole number with a line in it"),
    pytest.param(b'{"i": "%b"}' % (b"1" * 17_000), b"", id="a whole number longer than any"),
    pytest.param(b'{"c": ["0x1p0"]}', b"", id="half a complex number"),
    pytest.param(b'{"b": true}', b"1", id="bytes whose count is a truth"),
    pytest.param(b'{"b": -1}', b"1", id="fewer bytes than none"),
    pytest.param(b'{"b": 2}', b"1", id="more bytes than there are"),
    pytest.param(b'{"e": [{"l": []}]}', b"", id="a list in a set"),
    pytest.param(b'{"e": [{"e": []}]}', b"", id="a set in a set"),
    pytest.param(b'{"e": {}}', b"", id="members that are no list"),
    pytest.param(b'{"m": [[{"t": [{"d": []}]}, 1]]}', b"", id="a dict in a tuple as a key"),
    pytest.param(b'{"m": [[%b, 1]]}' % ONE, b"0000", id="an array as a key"),
    pytest.param(b'{"m": [[1]]}', b"", id="a key alone"),
    pytest.param(b'{"g": ["range", [1]]}', b"", id="drawn items that are no tuple"),
    pytest.param(b'{"g": [1, {"t": []}]}', b"", id="what was drawn without a name"),
    pytest.param(b'{"n": ["e", 1]}', b"0" * 9, id="a long set"),
    pytest.param(b'{"n": [["l"], 1]}', b"0" * 9, id="a long list whose kind is a list"),
    pytest.param(b'{"n": ["l", 1.0]}', b"0" * 9, id="a long list of a fraction of items"),
    pytest.param(b'{"n": ["l", 2]}', b"0" * 9, id="a long list of too few bytes"),
    pytest.param(b'{"n": ["l", 1048577]}', b"", id="a longer list than any"),
    pytest.param(b'{"w": ["l", 1]}', b"\x02\0\0\0a", id="a text longer than the bytes"),
    pytest.param(b'{"w": ["l", 1]}', b"\x01\0\0\0\xff", id="texts that are no UTF-8"),
    pytest.param(b'{"u": [2]}', b"\0\0\0\0", id="an array of fewer texts than it says"),
    pytest.param(b'{"u": [1000, 1000, 1000]}', b"", id="an array of too many texts"),
    pytest.param(b'{"s": 1}', b"", id="a text that is a number"),
    pytest.param(b'{"f": 1.0}', b"", id="a float that is no text"),
    pytest.param(b'{"f": "one"}', b"", id="a float that is no number"),
    pytest.param(b'{"f": "0x1p99999"}', b"", id="a float that overflows"),
    pytest.param(b'{"l": {}}', b"", id="items that are no list"),
    pytest.param(b'{"d": {"a": 1}}', b"", id="pairs that are no list"),
    pytest.param(b'{"d": [["a"]]}', b"", id="a pair of one"),
    pytest.param(b'{"d": [[1, 2]]}', b"", id="a name that is no text"),
    pytest.param(b'{"o": null}', b"", id="a type without a name"),
    pytest.param(b'{"a": "float32"}', b"", id="an array that is a text"),
    pytest.param(b'{"a": [["float32"], [1]]}', b"0000", id="a dtype that is a list"),
    pytest.param(b'{"a": ["object", [1]]}', b"00000000", id="an array of objects"),
    pytest.param(b'{"a": ["float128", [1]]}', b"0" * 16, id="an unknown dtype"),
    pytest.param(b'{"a": ["float32", 1]}', b"0000", id="a shape that is a number"),
    pytest.param(b'{"a": ["float32", [1.0]]}', b"0000", id="a side that is a float"),
    pytest.param(b'{"a": ["float32", [true]]}', b"0000", id="a side that is a truth"),
    pytest.param(b'{"a": ["float32", [-1]]}', b"0000", id="a negative side"),
    pytest.param(b'{"a": ["float32", [-1, -1]]}', b"0000", id="two negative sides"),
    pytest.param(b'{"a": ["float32", [16777217]]}', b"0000", id="a huge side"),
    pytest.param(b'{"a": ["float32", [1,1,1,1,1,1,1,1,1]]}', b"0000", id="nine axes"),
    pytest.param(b'{"a": ["float32", [0, 16777216, 16777216, 16777216]]}', b"", id="an empty array too large to be"),
    pytest.param(b'{"a": ["int8", [16777216,16777216,16777216,16777216,16777216,0]]}', b"", id="the same, empty last"),
    pytest.param(ONE, b"000", id="too few bytes"),
    pytest.param(ONE, b"00000", id="bytes left over"),
    pytest.param(b'{"l": [%b, %b]}' % (ONE, ONE), b"0000", id="too few bytes for the second"),
])
def test_a_header_that_is_none_is_garbled(header: bytes, body: bytes) -> None:
    with pytest.raises(Garbled):
        decode(header, body)


@pytest.mark.parametrize("depth", [wire.DEPTH_CAP + 1, 500, 40_000])
@pytest.mark.parametrize("opening, closing", [(b'{"l": [', b"]}"), (b"[", b"]"), (b'{"d": [["", ', b"]]}")])
def test_deep_nesting_is_garbled(opening: bytes, closing: bytes, depth: int) -> None:
    with pytest.raises(Garbled):
        decode(opening * depth + b"null" + closing * depth, b"")


def test_nesting_as_deep_as_allowed_is_read() -> None:
    assert decode(b'{"l": [' * wire.DEPTH_CAP + b"]}" * wire.DEPTH_CAP, b"") is not None


def test_too_many_values_are_garbled() -> None:
    assert len(decode(json.dumps({"l": [1] * (NODES_CAP - 1)}).encode(), b"")) == NODES_CAP - 1
    assert len(decode(json.dumps({"e": [*range(carried.KEYS_CAP)]}).encode(), b"")) == carried.KEYS_CAP
    with pytest.raises(Garbled):
        decode(json.dumps({"l": [{"e": [*range(5000)]}, {"m": [[key, 1] for key in range(5000)]}]}).encode(), b"")
    with pytest.raises(Garbled):
        decode(json.dumps({"l": [1] * NODES_CAP}).encode(), b"")


def only_known(read: Callable[[], Any]) -> None:
    """Reads what may be forged; anything but a value or a refusal fails the test."""
    try:
        read()
    except (Garbled, HungUp, Overdue):
        return


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_and_break_nothing(sent: bytes) -> None:
    with pytest.raises((Garbled, HungUp)):
        heard(sent)


@settings(max_examples=300)
@given(st.binary(max_size=60) | NODES.map(lambda node: json.dumps(node).encode()), st.binary(max_size=40))
def test_random_headers_break_nothing(header: bytes, body: bytes) -> None:
    only_known(lambda: decode(header, body))


@settings(max_examples=300)
@given(VALUES, st.data())
def test_honest_frames_with_a_few_bytes_changed_break_nothing(value: Any, data: st.DataObject) -> None:
    frame = bytearray(pack(7, value))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(frame) - 1))
        frame[place] = data.draw(st.integers(0, 255))
    only_known(lambda: heard(bytes(frame)))


SIDES = st.integers(-2, 5) | st.sampled_from((1 << 16, 1 << 24, (1 << 24) + 1, 1 << 32, 1 << 63, 10**30)) | st.floats()


@settings(max_examples=500)
@given(st.text(max_size=4) | st.sampled_from((*carried.DTYPES, "object", "str", "V8", "float128", "datetime64[s]")),
       st.lists(SIDES, max_size=9), st.binary(max_size=64), st.integers(0, 3))
def test_arrays_that_lie_of_their_type_shape_or_length_take_no_more_than_their_bytes(
        dtype: str, shape: list[Any], body: bytes, depth: int) -> None:
    header = b'{"l": [' * depth + json.dumps({"a": [dtype, shape]}).encode() + b"]}" * depth
    tracemalloc.start()
    try:
        only_known(lambda: decode(header, body))
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


@settings(max_examples=200)
@given(VALUES, st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1), st.integers(0, 2**32 - 1))
def test_frames_that_lie_of_their_number_or_sizes_are_refused_and_take_no_memory(
        value: Any, header: int, body: int, number: int) -> None:
    text, more = parts(pack(7, value))
    tracemalloc.start()
    try:
        only_known(lambda: heard(framed(text, more, number=number if header % 2 else 7, header=header, body=body)))
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_the_room_and_the_judge_agree_on_what_is_too_large() -> None:
    """The room cannot import the limits; were it to send more, an honest answer would be called forged."""
    assert Limits().result_bytes <= carried.RESULT_CAP
    assert Limits().output_bytes == kernel.OUTPUT_CAP


def test_a_reply_larger_than_wanted_is_thrown_away_and_the_next_one_is_read() -> None:
    """Neither the array nor a header of texts is held; an array of exactly as many bytes as are wanted is read."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        large = pack(7, np.zeros(CAP, np.uint8)), pack(7, ["y" * 100] * 1000)
        threading.Thread(target=theirs.sendall, args=(b"".join([*large, pack(7, np.zeros(999, np.uint8))]),)).start()
        tracemalloc.start()
        try:
            for _ in large:
                with pytest.raises(TooMuch):
                    read_frame(ours, 7, time.monotonic() + 60, CAP, 999)
            assert tracemalloc.get_traced_memory()[1] < CAP // 2
        finally:
            tracemalloc.stop()
        assert read_frame(ours, 7, time.monotonic() + 60, CAP, 999).shape == (999,)


def test_what_was_raised_is_read_however_little_an_answer_may_hold() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        raised = {"error": "raised", "type": "ValueError", "message": "\N{SNOWMAN}" * 2000}
        theirs.sendall(pack(7, raised))
        assert read_frame(ours, 7, time.monotonic() + 60, CAP, 1) == raised


@given(VALUES, st.data())
def test_honest_frames_cut_short_are_a_hang_up(value: Any, data: st.DataObject) -> None:
    frame = pack(7, value)
    with pytest.raises(HungUp):
        heard(frame[:data.draw(st.integers(0, len(frame) - 1))])


def test_silence_is_overdue(ends: tuple[socket.socket, socket.socket]) -> None:
    started = time.monotonic()
    with pytest.raises(Overdue):
        read_frame(ends[0], 7, started + 0.05, CAP)
    assert 0.04 < time.monotonic() - started < 2


def test_a_byte_out_of_band_is_no_reply(ends: tuple[socket.socket, socket.socket]) -> None:
    started = time.monotonic()
    ends[0].settimeout(0.05)
    try:
        ends[1].send(b"!", socket.MSG_OOB)
    except OSError:
        pytest.skip("this kernel has none between Unix sockets")
    with pytest.raises(Overdue):
        read_frame(ends[0], 7, started + 0.2, CAP)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("kept_back", [1, 4, 10])
def test_a_frame_that_never_ends_is_overdue(ends: tuple[socket.socket, socket.socket], kept_back: int) -> None:
    ends[1].sendall(pack(7, np.zeros(3))[:-kept_back])
    with pytest.raises(Overdue):
        read_frame(ends[0], 7, time.monotonic() + 0.05, CAP)


def test_a_deadline_that_has_passed_is_overdue_even_with_a_reply(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[1].sendall(pack(7, 1))
    with pytest.raises(Overdue):
        read_frame(ends[0], 7, time.monotonic() - 1, CAP)


def test_bytes_that_trickle_do_not_move_the_deadline(ends: tuple[socket.socket, socket.socket]) -> None:
    done = threading.Event()

    def trickle() -> None:
        for byte in pack(7, np.zeros(100)):
            if done.wait(0.02):
                return
            ends[1].send(bytes([byte]))

    thread = threading.Thread(target=trickle)
    thread.start()
    started = time.monotonic()
    with pytest.raises(Overdue):
        read_frame(ends[0], 7, started + 0.2, CAP)
    assert time.monotonic() - started < 2
    done.set()
    thread.join()


def test_a_room_that_does_not_read_its_request_is_overdue(ends: tuple[socket.socket, socket.socket]) -> None:
    with pytest.raises(Overdue):
        exchange(ends[0], 7, np.zeros(1 << 20), time.monotonic() + 0.1, CAP)


def test_a_request_to_a_room_that_is_gone_is_a_hang_up(ends: tuple[socket.socket, socket.socket]) -> None:
    ends[1].close()
    with pytest.raises(HungUp):
        exchange(ends[0], 7, "hello", time.monotonic() + 1, CAP)


def test_a_reply_sent_before_its_request_is_only_an_answer(ends: tuple[socket.socket, socket.socket]) -> None:
    """A forger who guesses the next number has answered the next call, and garbled the one after."""
    ends[1].sendall(pack(7, {"answer": True}) + pack(7, {"answer": np.zeros(2)}))
    assert exchange(ends[0], 7, {"do": "call"}, time.monotonic() + 1, CAP) == {"answer": True}
    with pytest.raises(Garbled):
        exchange(ends[0], 8, {"do": "call"}, time.monotonic() + 1, CAP)


def test_nothing_the_room_sends_can_be_written_to() -> None:
    assert not there(np.zeros(3)).flags.writeable
