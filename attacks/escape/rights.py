"""Takes rights on: setuid, capabilities, set-user-id files, ptrace of its parent, higher limits.

Must: find nothing
"""

# %% corr2d
import resource
for name, arguments in (("setuid", (0,)), ("setgid", (0,)), ("setresuid", (0, 0, 0)), ("setfsuid", (0,)),
                        ("ptrace", (16, os.getppid(), 0, 0)), ("ptrace", (16, 1, 0, 0)), ("ioperm", (0, 3, 1)),
                        ("iopl", (3,)), ("acct", (b"/tmp/x",)), ("swapon", (b"/tmp/x", 0)), ("reboot", (0x1234567,))):
    if getattr(libc, name)(*arguments) == 0 and name != "setfsuid":
        reached(name)
if 0 in os.getresuid():
    reached("root")
for path in glob.glob("/usr/bin/*") + glob.glob("/usr/sbin/*"):
    if os.path.exists(path) and os.stat(path).st_mode & 0o4000 and b"nosuid" not in open("/proc/self/mountinfo", "rb").read():
        reached(path)
try:
    resource.setrlimit(resource.RLIMIT_NPROC, (1 << 20, 1 << 20))
    reached("higher limits")
except (OSError, ValueError):
    pass
for name in ("CapEff", "CapPrm", "CapBnd", "CapInh"):
    held = re.search(name + r":\s*(\w+)", open("/proc/self/status").read())[1]
    if int(held, 16):
        reached(name)
report()
