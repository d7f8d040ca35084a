"""Reads the memory of other processes and of the machine.

Must: find nothing
"""

# %% corr2d
class Part(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


held = ctypes.create_string_buffer(1 << 16)
for pid in [1, 2, os.getppid(), *range(1, 60)]:
    if pid == os.getpid():
        continue
    for path in (f"/proc/{pid}/mem", f"/proc/{pid}/auxv", f"/proc/{pid}/syscall"):
        try:
            with open(path, "rb", buffering=0) as file:
                look(file.read(1 << 16), path)
        except (OSError, ValueError):
            pass
    try:
        starts = [int(line.split("-")[0], 16) for line in open(f"/proc/{pid}/maps")]
    except OSError:
        starts = []
    for start in starts:
        here, there = Part(ctypes.addressof(held), len(held)), Part(start, len(held))
        if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            reached("process_vm_readv")
for path in ("/proc/kcore", "/dev/mem", "/dev/kmem", "/dev/kmsg", "/proc/kmsg", "/dev/vda", "/dev/sda", "/dev/nvme0n1"):
    try:
        with open(path, "rb") as file:
            file.read(1)
        reached(path)
    except OSError:
        pass
report()
