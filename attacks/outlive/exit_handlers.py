"""Has every end of its process start another one: atexit, __del__, signals, hooks.

Must: earn at most 3
"""

# %% corr2d
import atexit, weakref


def again(*_):
    if os.fork() == 0:
        os.setsid()
        leave(f"/tmp/{mark}-again")
        time.sleep(100000)


class Last:
    def __del__(self):
        again()


last = Last()
atexit.register(again)
weakref.finalize(last, again)
get_ipython().events.register("post_run_cell", lambda _: None)
for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGCHLD):
    try:
        signal.signal(number, again)
    except ValueError:
        pass
corr2d = zeros
