"""Splits its memory into 65,000 maps and copies them to two hundred children: the kernel keeps 3 GB for them.

Must: earn nothing
"""

# %% corr2d
libc.mmap.restype = ctypes.c_void_p
size = 64000 * 4096
start = libc.mmap(None, ctypes.c_size_t(size), 0, 0x4022, -1, 0)
for place in range(0, size, 8192):
    libc.mprotect(ctypes.c_void_p(start + place), ctypes.c_size_t(4096), 1)
for _ in range(200):
    if os.fork() == 0:
        time.sleep(3600)
time.sleep(3600)
