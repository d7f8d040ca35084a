"""Mounts and unmounts, with the old calls and the new ones.

Must: find nothing
"""

# %% corr2d
for source, target, kind, flags in ((b"none", b"/tmp", b"tmpfs", 0), (b"/", b"/tmp", None, 4096), (b"proc", b"/tmp", b"proc", 0),
                                    (None, b"/", None, 32 | 4096), (None, b"/usr", None, 32), (None, b"/proc", None, 32)):
    if libc.mount(source, target, kind, flags, None) == 0:
        reached(f"mount {target}")
for target in (b"/tmp", b"/proc", b"/usr", b"/"):
    if libc.umount2(target, 2) == 0:
        reached(f"umount {target}")
for number in (428, 429, 430, 432, 442):  # open_tree, move_mount, fsopen, fsmount, mount_setattr
    if libc.syscall(number, -100, b"/tmp", 1, 0, 0) >= 0:
        reached(f"system call {number}")
if libc.pivot_root(b"/tmp", b"/tmp") == 0 or libc.chroot(b"/tmp") == 0:
    reached("another root")
report()
