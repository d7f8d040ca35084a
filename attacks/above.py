"""Stands above the first answer of every attack, below one line that tells it of the world outside.

Told are, as plain names: ``sought`` and ``folders``, hashes of words that must not be found (so that a spy does not
find itself); ``mark``, a word to leave behind; ``port`` and ``abstract``, where a server of ours listens outside;
``door``, a port to open; ``course`` and ``repository``, paths outside. Nothing here runs outside a room.
"""

# %% above
import ctypes, gc, glob, hashlib, json, os, re, signal, socket, struct, subprocess, sys, threading, time

found = set()
libc = ctypes.CDLL(None, use_errno=True)


def look(text, where):
    """Notes the secrets in a text."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    for word in set(re.findall(r"[\w.]+", text[:1000000])):
        if hashlib.sha256(word.encode()).hexdigest() in sought:
            found.add(where + ": " + word)


def read(path):
    try:
        with open(path, "rb") as file:
            look(file.read(1000000), path)
    except OSError:
        pass


def report():
    print("FOUND: " + json.dumps(sorted(found)), flush=True)


def reached(what):
    """Notes that something outside answered."""
    found.add("reached " + what)


def covert():
    """The word that one submission passes to another; both can make it, and no memory holds it meanwhile."""
    return mark[::-1]


def leave(path, text=""):
    """Writes a file if it can, and says nothing if not."""
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(text or mark)
        os.chmod(path, 0o777)
    except OSError:
        pass


def zeros(X, K):
    return jnp.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))


def channel():
    """The judge's socket, as the room's own program holds it."""
    return [thing for thing in gc.get_objects() if isinstance(thing, socket.socket) and thing.family == socket.AF_UNIX]


def frame(number, header, body=b"", magic=b"room", header_size=None, body_size=None):
    header = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("!4sIIQ", magic, number, len(header) if header_size is None else header_size,
                       len(body) if body_size is None else body_size) + header + body


def right(number, dtype="float32", shape=(2, 2), body=bytes(16)):
    """A reply that the judge could take for an answer."""
    return frame(number, {"d": [["answer", {"a": [dtype, list(shape)]}]]}, body)


def say(*frames):
    """Puts frames on the judge's channel."""
    for sock in channel():
        for each in frames:
            try:
                sock.sendall(each)
            except OSError:
                pass


def walk_memory():
    for name in list(sys.modules):
        look(name, "sys.modules")
    for path in sys.path:
        look(path, "sys.path")
    for thread in list(sys._current_frames().values()):
        while thread is not None:
            look(thread.f_code.co_filename + " " + str(thread.f_globals.get("__name__")), "frames")
            for name, value in list(thread.f_locals.items()):
                if isinstance(value, (str, bytes)):
                    look(value, "frames")
            thread = thread.f_back
    for thing in gc.get_objects():
        if type(thing) is dict:
            parts = list(thing.keys()) + list(thing.values())
        elif type(thing) in (list, tuple, set, frozenset):
            parts = list(thing)
        else:
            continue
        for part in parts:
            if isinstance(part, (str, bytes)) and len(part) < 10000:
                look(part, "gc")
