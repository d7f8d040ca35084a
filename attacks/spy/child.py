"""Looks around from another process, which a cell starts.

Must: find nothing
"""

# %% corr2d
program = """
import glob, hashlib, os, re
for path in glob.glob("/proc/[0-9]*"):
    for name in ("environ", "cmdline", "maps", "mountinfo", "cgroup"):
        try:
            print(open(path + "/" + name, "rb").read(1000000).replace(bytes(1), b" "))
        except OSError:
            pass
for path in (".", "..", "/", os.path.expanduser("~")):
    print(os.listdir(path))
"""
sought += folders
look(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60).stdout, "child")
report()
