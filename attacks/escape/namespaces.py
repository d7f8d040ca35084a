"""Makes namespaces of its own, where it would be root: unshare, clone, setns.

Must: find nothing
"""

# %% corr2d
for flag in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x08000000, 0x04000000, 0x02000000, 0x10020000):
    if os.fork() == 0:
        os._exit(libc.unshare(flag) == 0)
    if os.wait()[1]:
        reached(f"unshare {flag:#x}")
for name in ("user", "mnt", "pid", "net"):
    for pid in ("1", "self"):
        try:
            there = os.open(f"/proc/{pid}/ns/{name}", os.O_RDONLY)
        except OSError:
            continue
        if libc.setns(there, 0) == 0:
            reached("setns " + name)
for command in ("unshare -Ur true", "nsenter -t 1 -a true", "bwrap --bind / / true", "sudo -n true", "su -c true"):
    try:
        if subprocess.run(command.split(), capture_output=True, timeout=10).returncode == 0:
            reached(command)
    except (OSError, subprocess.SubprocessError):
        pass
report()
