"""Hears which files other rooms have read lately, from what the machine keeps in memory.

Must: find nothing
"""

# %% corr2d
page = (ctypes.c_ubyte * 1)()
for path in (sys.executable, os.__file__, *glob.glob("/room/compiled/*")[:3]):
    with open(path, "rb") as file:
        try:
            os.preadv(file.fileno(), [bytearray(1)], 0, os.RWF_NOWAIT)
            reached(f"{path} by preadv2")
        except OSError:
            pass
        try:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
            reached(f"{path} by fadvise")
        except OSError:
            pass
        if libc.syscall(451, file.fileno(), (ctypes.c_uint64 * 2)(0, 0), (ctypes.c_uint64 * 5)(), 0) == 0:
            reached(f"{path} by cachestat")
        libc.mmap.restype = ctypes.c_void_p
        if libc.mincore(ctypes.c_void_p(libc.mmap(None, 4096, 1, 2, file.fileno(), 0)), 4096, page) == 0:
            reached(f"{path} by mincore")
report()
