"""What crosses between the judge and a room: values as JSON and bytes, in frames.

Students' processes see this file, so it holds no secret, and all that a room sends by it is checked again outside. Both
directions stand in it, longer as it is: what one writes the other reads.

A frame is ``magic, number, header length, body length``, then a JSON header, then the bytes of arrays, texts and long
lists, in the order met. A value is ``null``, ``true``, a number below 2**63, or an object of one tag:

    s text · f float in hex · i whole number in hex · c complex · b bytes · l list · t tuple · e set · z frozenset
    d dict with names · m dict with other keys · g what was drawn from a generator · a array · u array of texts
    n long list of numbers · w long list of texts · o anything else, by its type's name
    x code, from the judge alone
"""

from __future__ import annotations

import json
import socket
import struct
from collections import deque
from collections.abc import ItemsView, Iterable, KeysView, Mapping, Sequence, ValuesView
from itertools import islice
from typing import Any

FRAME = struct.Struct("!4sIIQ")
MAGIC = b"room"
RESULT_CAP = 16 << 20
HEADER_CAP = 1 << 20
#: Values in a message, those of long lists not counted; how deep they may lie; items of one long list, or drawn.
NODES_CAP, DEPTH_CAP, ITEMS_CAP = 1 << 16, 24, 1 << 20
#: Keys that are not text, and members of sets: few enough that no choice of them makes a dict slow.
KEYS_CAP = 1 << 13
#: Items that are drawn from a generator, and bits of a whole number.
DRAWN_CAP, BITS_CAP = 1 << 16, 1 << 16
#: Lists of so many numbers or texts go as bytes.
LONG = 64
DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16",
          "float32", "float64", "complex64", "complex128")
#: What is drawn to its end besides what has a next item.
_DRAWN = (range, deque, KeysView, ValuesView, ItemsView)
_NUMBERS = {bool: 0, int: 1, float: 2}


class TooLarge(ValueError):
    """A result larger than the judge accepts."""


class Code(str):
    """The text of a function, from a hidden test: what it stands for is run. A room sends none that the judge reads."""

    __slots__ = ()


class Opaque:
    """Stands for an answer that is no number, array, text or container of them. Holds its type's name."""

    def __init__(self, name: str) -> None:
        self.name = name


class Drawn(Opaque):
    """What a generator, or another iterator, gave when it was drawn to its end: ``items``."""

    def __init__(self, name: str, items: tuple[Any, ...]) -> None:
        super().__init__(name)
        self.items = items


class Chunks(list[bytes]):
    """The bytes of a message, and how many values and keys it holds."""

    nodes = 0
    keys = 0
    size = 0

    def put(self, part: bytes) -> None:
        """Takes some bytes. Raises TooLarge."""
        self.size += len(part)
        if self.size > RESULT_CAP:
            raise TooLarge
        self.append(part)


class Encoded:
    """A value that was encoded earlier: what is drawn from a generator can be drawn once only."""

    def __init__(self, value: Any) -> None:
        self.chunks = Chunks()
        self.node = encode(value, self.chunks)


def encode(value: Any, chunks: Chunks, depth: int = 0) -> Any:
    """A value as JSON; what goes as bytes goes to ``chunks`` in the order met.

    Raises:
        TooLarge: too many values, too deep, or too many bytes.
    """
    chunks.nodes += 1
    if chunks.nodes > NODES_CAP or depth > DEPTH_CAP:
        raise TooLarge
    if type(value) in (int, float, complex, bytes, bytearray):  # the most there are of come first
        return _encode_plain(value, chunks)
    if isinstance(value, (list, tuple)):
        return _encode_items("l" if isinstance(value, list) else "t", value, chunks, depth)
    if value is None or isinstance(value, (bool, str)):
        return {"x" if isinstance(value, Code) else "s": value} if isinstance(value, str) else value
    if isinstance(value, Encoded):
        chunks.nodes += value.chunks.nodes
        for part in value.chunks:
            chunks.put(part)
        return value.node
    if isinstance(value, Opaque):
        return _encode_told(value, chunks, depth)
    if isinstance(value, (set, frozenset)):
        return {"z" if isinstance(value, frozenset) else "e": _encode_members(value, chunks, depth)}
    if hasattr(value, "dtype"):
        return _encode_array(value, chunks)
    if callable(getattr(value, "items", None)):
        return _encode_pairs(list(value.items()), chunks, depth)
    if hasattr(type(value), "__next__") or isinstance(value, _DRAWN):
        return _encode_drawn(value, chunks, depth)
    return {"o": type(value).__name__}


def _encode_plain(value: Any, chunks: Chunks) -> Any:
    if type(value) is int:
        if value.bit_length() > BITS_CAP:
            raise TooLarge
        return value if abs(value) < 1 << 63 else {"i": f"{value:x}"}
    if type(value) is float:
        return {"f": value.hex()}
    if type(value) is complex:
        return {"c": [value.real.hex(), value.imag.hex()]}
    chunks.put(bytes(value))
    return {"b": len(value)}


def _encode_items(tag: str, items: Sequence[Any], chunks: Chunks, depth: int) -> Any:
    if len(items) >= LONG:
        if len(items) > ITEMS_CAP:
            raise TooLarge
        kinds = set(map(type, items))
        if kinds <= _NUMBERS.keys() and not (int in kinds and max(map(abs, items)) >= 1 << 63):
            return _encode_numbers(tag, items, chunks)
        if kinds == {str}:
            _put_texts(items, chunks)
            return {"w": [tag, len(items)]}
    return {tag: [encode(item, chunks, depth + 1) for item in items]}


def _encode_numbers(tag: str, items: Sequence[Any], chunks: Chunks) -> Any:
    """A byte for each that says whether it is a truth, a whole number or a float; then eight bytes for each."""
    words = (struct.pack("=d" if type(item) is float else "=q", item) for item in items)
    chunks.put(bytes(_NUMBERS[type(item)] for item in items))
    chunks.put(b"".join(words))
    return {"n": [tag, len(items)]}


def _put_texts(texts: Iterable[str], chunks: Chunks) -> None:
    """The length of each in bytes, four bytes for each; then all of them."""
    encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
    chunks.put(struct.pack(f"={len(encoded)}I", *map(len, encoded)))
    chunks.put(b"".join(encoded))


def _encode_members(members: Iterable[Any], chunks: Chunks, depth: int) -> list[Any]:
    """In an order of their own, so that equal sets are equal bytes."""
    plain = [key(member) for member in members]
    _count(plain, chunks)
    ordered = sorted(plain, key=lambda member: json.dumps(encode(member, Chunks()), default=str))
    return [encode(member, chunks, depth + 1) for member in ordered]


def _encode_pairs(pairs: list[Any], chunks: Chunks, depth: int) -> Any:
    if all(isinstance(name, str) for name, _ in pairs):
        return {"d": [[str(name), encode(item, chunks, depth + 1)] for name, item in pairs]}
    _count(pairs, chunks)
    return {"m": [[encode(key(name), chunks, depth + 1), encode(item, chunks, depth + 1)] for name, item in pairs]}


def _count(keys: Sequence[Any], chunks: Chunks) -> None:
    chunks.keys += len(keys)
    if chunks.keys > KEYS_CAP:
        raise TooLarge


def key(value: Any) -> Any:
    """A key or member: NumPy's numbers are equal to Python's there, and so they go as these."""
    if isinstance(value, tuple):
        return tuple(map(key, value))
    return value.item() if getattr(value, "shape", None) == () and hasattr(value, "dtype") else value


def _encode_drawn(value: Iterable[Any], chunks: Chunks, depth: int) -> Any:
    drawn = tuple(islice(value, DRAWN_CAP + 1))
    if len(drawn) > DRAWN_CAP:
        raise TooLarge
    return _encode_told(Drawn(type(value).__name__, drawn), chunks, depth)


def _encode_told(value: Opaque, chunks: Chunks, depth: int) -> Any:
    """An answer that is handed on as it was told."""
    if isinstance(value, Drawn):
        return {"g": [value.name, _encode_items("t", value.items, chunks, depth + 1)]}
    return {"o": value.name}


def _encode_array(value: Any, chunks: Chunks) -> Any:
    import numpy as np

    array = np.asarray(value)
    if array.dtype.kind == "U":
        if array.size * (array.dtype.itemsize // 4) > ITEMS_CAP:  # each takes as much as the longest
            raise TooLarge
        _put_texts(array.ravel().tolist(), chunks)
        return {"u": list(array.shape)}
    if array.dtype.name not in DTYPES:
        return {"o": f"array of {array.dtype.name}"}
    if array.nbytes + chunks.size > RESULT_CAP:
        raise TooLarge
    chunks.put(array.astype(array.dtype.newbyteorder("="), copy=False).tobytes())
    return {"a": [array.dtype.name, list(array.shape)]}


def pack(number: int, message: Any, header_cap: int = HEADER_CAP) -> bytes:
    """One frame. Raises TooLarge when its header passes ``header_cap`` bytes or it holds too many values."""
    chunks = Chunks()
    header = json.dumps(encode(message, chunks)).encode()
    if len(header) > header_cap:
        raise TooLarge
    body = b"".join(chunks)
    return FRAME.pack(MAGIC, number, len(header), len(body)) + header + body


def read_exactly(sock: socket.socket, size: int) -> bytes:
    """``size`` bytes, or EOFError."""
    parts = bytearray()
    while len(parts) < size:
        part = sock.recv(min(size - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def receive(sock: socket.socket) -> tuple[int, Any]:
    """The next request: its number and its message. The judge's own messages are trusted here."""
    _, number, header_size, body_size = FRAME.unpack(read_exactly(sock, FRAME.size))
    header = json.loads(read_exactly(sock, header_size))
    return number, _Trusted(read_exactly(sock, body_size)).value(header)


class _Trusted:
    def __init__(self, body: bytes) -> None:
        self._body, self._place = memoryview(body), 0

    def take(self, size: int) -> memoryview:
        """The next bytes of the body."""
        self._place += size
        return self._body[self._place - size:self._place]

    def value(self, node: Any) -> Any:
        """A value, as it was before it was sent."""
        if not isinstance(node, dict):
            return node
        (tag, inner), = node.items()
        if tag in CONTAINERS:
            return CONTAINERS[tag](map(self.value, inner))
        if tag in "dm":
            return {name if tag == "d" else self.value(name): self.value(item) for name, item in inner}
        if tag in "au":
            return self._array(tag, inner)
        if tag == "g":
            return Drawn(inner[0], self.value(inner[1]))
        if tag in "nw":
            items = numbers(inner[1], self.take) if tag == "n" else texts(inner[1], self.take)
            return CONTAINERS[inner[0]](items)
        return bytes(self.take(inner)) if tag == "b" else plain(tag, inner)

    def _array(self, tag: str, inner: Any) -> Any:
        import numpy as np

        if tag == "u":
            return np.array(texts(int(np.prod(inner)), self.take), np.str_).reshape(inner)
        dtype, shape = np.dtype(inner[0]), tuple(inner[1])
        return np.frombuffer(self.take(dtype.itemsize * int(np.prod(shape))), dtype).reshape(shape).copy()


CONTAINERS: Mapping[str, Any] = {"l": list, "t": tuple, "e": set, "z": frozenset}


def plain(tag: str, inner: Any) -> Any:
    """A text, code, a float, a large whole number or a complex number."""
    if tag == "f":
        return float.fromhex(inner)
    if tag == "i":
        return int(inner, 16)
    return complex(*map(float.fromhex, inner)) if tag == "c" else Code(inner) if tag == "x" else inner


def numbers(count: int, take: Any) -> list[Any]:
    """The numbers of a long list, whose bytes ``take`` gives piece by piece."""
    import numpy as np

    kinds, words = bytes(take(count)), bytes(take(8 * count))
    whole, real = np.frombuffer(words, np.int64).tolist(), np.frombuffer(words, np.float64).tolist()
    return [bool(whole[place]) if kind == 0 else whole[place] if kind == 1 else real[place]
            for place, kind in enumerate(kinds)]


def texts(count: int, take: Any) -> list[str]:
    """The texts of a long list, or of an array."""
    lengths = struct.unpack(f"={count}I", take(4 * count))
    return [bytes(take(length)).decode("utf-8", "surrogatepass") for length in lengths]
