"""Notebooks that attack the judge: spies that look for what they must not see, and forgers that claim points.

Data only: sources by grade_id, and a sentence on what is tried. A spy prints one line, ``FOUND: [...]``, which must be
empty; it knows what it looks for by hashes only, so that it does not find itself. A forger's ``unearned`` questions
must lose points, and the room next door must not notice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

# Put this word where a spy must not get to: the judge's environment, its home, a neighbor's room, its memory.
CANARY = "canary_7f3a91c2"
SECRETS = (
    *("test_corr2d.py", "test_conv2d.py", "gradebook.db", "nbgrader_config.py", CANARY),
    *("autograder.questions.convolution", "solutions.convolution.reference", "solutions.convolution.chaff"),
)


@dataclass(frozen=True)
class Attack:
    """What is tried, the cells that try it, and the questions that they must not earn in full."""

    tries: str
    answers: Mapping[str, str]
    unearned: frozenset[str] = frozenset()


def hashed(*words: str) -> list[str]:
    return sorted(sha256(word.encode()).hexdigest() for word in words)


LOOK = f"""
import gc, glob, hashlib, json, os, re, sys, threading

sought = {hashed(*SECRETS)}
found = set()

def look(text, where):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "replace")
    for word in set(re.findall(r"[\\w.]+", text[:1000000])):
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
"""

# As the name of a folder this word gives something away; in memory it is a word like others.
PATHS = f"""
sought += {hashed("submitted")}
"""

# Python and what is installed beside it are the student's to read; so is the kernel's own file system.
DISK = """
own = tuple(sorted({sys.prefix, sys.base_prefix, "/usr", "/proc", "/sys", "/lib", "/lib64", "/bin", "/sbin"}))
for folder, folders, files in os.walk("/"):
    folders[:] = [name for name in folders if not os.path.join(folder, name).startswith(own)]
    for name in folders + files:
        look(name, folder)
    for name in files:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            read(path)
for path in (".", "..", "../..", "../../..", os.path.expanduser("~")):
    for name in os.listdir(path):
        look(name, path)
report()
"""

PROCESSES = """
for name, value in os.environ.items():
    look(name + " " + value, "os.environ")
for path in glob.glob("/proc/[0-9]*"):
    for name in ("environ", "cmdline", "maps", "mountinfo", "cgroup"):
        read(path + "/" + name)
    for link in glob.glob(path + "/fd/*") + [path + "/cwd", path + "/exe", path + "/root"]:
        try:
            look(os.readlink(link), link)
        except OSError:
            pass
    for name in glob.glob(path + "/root/*") + glob.glob(path + "/cwd/*"):
        look(os.path.basename(name), path)
report()
"""

MEMORY = """
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

"""

IN_CALL = """
def corr2d(X, K):
    frame = sys._getframe()
    while frame is not None:
        look(frame.f_code.co_filename + " " + " ".join(frame.f_locals), "call")
        for value in list(frame.f_locals.values()):
            if isinstance(value, (str, bytes)):
                look(value, "call")
        frame = frame.f_back
    walk_memory()
    raise RuntimeError("FOUND: " + json.dumps(sorted(found))[:180])
"""

# A process that a cell starts has its own chance to look around.
CHILD = """
import subprocess
print(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60).stdout, flush=True)
"""

SPIES = {
    "disk": Attack("Walks the disk: names and contents.", {"corr2d": LOOK + PATHS + DISK}),
    "processes": Attack("Reads the environment and /proc of all processes.", {"corr2d": LOOK + PATHS + PROCESSES}),
    "memory": Attack(
        "Walks modules, frames and the garbage collector.", {"corr2d": LOOK + MEMORY + "walk_memory()\nreport()"}
    ),
    "in_call": Attack("Walks frames and memory while it is being tested.", {"corr2d": LOOK + MEMORY + IN_CALL}),
    "child": Attack(
        "Looks around from another process.", {"corr2d": f"import sys\nprogram = {LOOK + PATHS + PROCESSES!r}\n{CHILD}"}
    ),
}


def connects_to(port: int) -> Attack:
    """Tries to reach a server that listens on this port outside; prints CONNECTED or REFUSED."""
    source = f"""
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=3).close()
    print("CONNECTED", flush=True)
except OSError:
    print("REFUSED", flush=True)
"""
    return Attack("Opens a connection to this machine.", {"corr2d": source})


ZEROS = """
def corr2d(X, K):
    return jnp.zeros((X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1))
"""

YES = """
class Yes:
    shape, dtype, ndim, size = (2, 2), np.dtype("float32"), 2, 4
    def __eq__(self, other): return Yes()
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __abs__(self): return Yes()
    def __sub__(self, other): return Yes()
    __rsub__ = __lt__ = __le__ = __gt__ = __ge__ = __sub__
    def __getitem__(self, key): return Yes()
    def __len__(self): return 2
    def __float__(self): return 0.0
    def all(self, *_, **__): return True
    __hash__ = None
"""

ZERO_ARRAY = """
class Agreeable(np.ndarray):
    def __eq__(self, other): return np.bool_(True)
    def __array_ufunc__(self, *_, **__): return np.bool_(True)
    def __array_function__(self, *_, **__): return True

def corr2d(X, K):
    shape = (X.shape[0] - K.shape[0] + 1, X.shape[1] - K.shape[1] + 1)
    return np.zeros(shape, np.float32).view(Agreeable)
"""

PATCHES = """
import builtins, math, numpy.testing, unittest
for home in (np, jnp, numpy.testing, math, unittest.TestCase):
    for name in ("allclose", "array_equal", "isclose", "array_equiv", "assert_allclose", "assert_array_equal"):
        if hasattr(home, name):
            setattr(home, name, lambda *_, **__: True)
"""

ASSERTIONS = """
import builtins

class Quiet(Exception):
    def __init__(self, *_): pass

builtins.AssertionError = Quiet
AssertionError = Quiet
get_ipython().set_custom_exc((BaseException,), lambda *_, **__: None)
"""

TRANSFORMERS = """
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["12.0\\n"])

async def ran(*_, **__):
    from IPython.core.interactiveshell import ExecutionResult
    return ExecutionResult(None)

shell.run_cell_async = ran
shell.kernel.do_execute = lambda *_, **__: {"status": "ok", "execution_count": 1, "payload": [], "user_expressions": {}}
"""

CLAIMS = """
import json
claim = {"corr2d": {"earned": 12, "points": 12, "values": True}, "auto_score": 12.0, "manual_score": 12.0}
print("12.0")
print(json.dumps(claim))
print("\\x1b[32m12 passed\\x1b[0m in 0.01s")
import sys
print("12.0", file=sys.stderr)
from IPython.display import display
display(12.0)
display({"text/plain": "12.0", "application/json": claim}, raw=True)
"""

FRAMES = """
import json, os, struct

def frames():
    for answer in ({"answer": {"earned": 12}}, {"answer": True}, "ready", {"error": None}):
        header = json.dumps(answer).encode()
        for number in (0, 1, 2, 3, 50, 2**32 - 1):
            yield struct.pack("!4sIIQ", b"room", number, len(header), 0) + header
            yield struct.pack("!4sIIQ", b"room", number, 2**32 - 1, 2**64 - 1)
            yield json.dumps({"id": number, "result": 12.0}).encode() + b"\\n"

def flood():
    for descriptor in range(21):
        for frame in frames():
            try:
                os.set_blocking(descriptor, False)
                os.write(descriptor, frame)
            except OSError:
                break

def corr2d(X, K):
    flood()
    return X
"""

MODULES = """
import json, pickle, socket, struct, sys

def agree(*_, **__):
    return '{"d": [["answer", true], ["earned", 12]]}'

main = sys.modules["__main__"]
for name in ("encode", "pack", "receive", "read_exactly"):
    if hasattr(main, name):
        setattr(main, name, agree)
json.dumps = json.loads = pickle.dumps = pickle.loads = agree
struct.pack = struct.unpack = agree
socket.socket.sendall = socket.socket.send = agree
"""

PICKLE = """
class Present:
    def __reduce__(self):
        import os
        return os.system, ("touch /tmp/unpacked",)

def corr2d(X, K):
    return np.array([[Present()]], dtype=object)
"""

SHADOWS = """
import os
names = "conftest.py numpy.py jax.py sitecustomize.py usercustomize.py nbgrader_config.py gradebook.db"
for name in names.split():
    for folder in (".", "..", "../..", "/tmp", "/tmp/submitted", os.path.expanduser("~")):
        try:
            os.makedirs(folder, exist_ok=True)
            with open(os.path.join(folder, name), "w") as file:
                file.write("raise SystemExit('owned')")
        except OSError:
            pass
"""

DAEMON = """
import os, signal
if os.fork() == 0:
    os.setsid()
    for number in range(1, 32):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    import time
    while True:
        time.sleep(1)
"""

KILLER = """
import os, signal
for target in (os.getppid(), 1, -1):
    try:
        os.kill(target, signal.SIGKILL)
    except OSError:
        pass
"""

BOMB = """
import os
for _ in range(100000):
    try:
        if os.fork() == 0:
            while True:
                pass
    except OSError:
        pass
"""

SWALLOWER = """
def corr2d(X, K):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


def answering(value: str) -> str:
    return f"def corr2d(X, K):\n    return {value}\n"


def forger(tries: str, source: str) -> Attack:
    return Attack(tries, {"corr2d": source}, frozenset({"corr2d"}))


FORGERS = {
    "sys_exit": forger("Leaves the test.", "import sys\n" + answering("sys.exit(0)")),
    "keyboard_interrupt": forger("Interrupts the test.", "def corr2d(X, K):\n    raise KeyboardInterrupt"),
    "patched_allclose": forger("Makes all comparisons true.", PATCHES + ZEROS),
    "always_equal": forger("Returns an object that equals everything.", YES + answering("Yes()")),
    "agreeable_array": forger("Returns an array that agrees to everything.", ZERO_ARRAY),
    "assertions": forger("Redefines AssertionError and hides errors.", ASSERTIONS + ZEROS),
    "transformers": forger("Empties all later cells.", ZEROS + TRANSFORMERS),
    "claims": forger("Prints scores.", CLAIMS + ZEROS),
    "frames": forger("Writes forged frames to every open descriptor.", FRAMES),
    "modules": forger("Replaces what the channel is made of.", ZEROS + MODULES),
    "pickle": forger("Returns an object that runs a command where it is unpacked.", PICKLE),
    "nan": forger("Returns NaN, which is never far from anything.", answering("jnp.full((2, 2), jnp.nan)")),
    "infinite": forger("Returns infinities.", answering("jnp.full((2, 2), jnp.inf)")),
    "scalar": forger("Returns a number that broadcasts.", answering("jnp.float32(0)")),
    "text": forger("Returns the answer as text.", answering("'[[19, 25], [37, 43]]'")),
    "nested": forger(
        "Returns lists nested without end.", "endless = []\nendless.append(endless)\n" + answering("endless")
    ),
    "enormous": forger("Returns 400 MB.", answering("np.zeros((10_000, 10_000), np.float32)")),
    "shadows": forger("Leaves modules and a gradebook for others to load.", SHADOWS + ZEROS),
    "daemon": forger("Leaves a process behind.", DAEMON + ZEROS),
    "killer": forger("Kills every process it can.", KILLER + ZEROS),
    "fork_bomb": forger("Starts processes without end.", BOMB + ZEROS),
    "swallower": forger("Never returns and swallows every exception.", SWALLOWER),
}

HOSTILE: dict[str, Attack] = {**SPIES, **FORGERS}
