"""Walks the disk: names and contents.

Must: find nothing
"""

# %% corr2d
sought += folders
# Python and what is installed beside it are the student's to read; so is the kernel's own file system.
own = tuple(sorted({sys.prefix, sys.base_prefix, "/usr", "/proc", "/sys", "/lib", "/lib64", "/bin", "/sbin"}))
for folder, inner, files in os.walk("/"):
    inner[:] = [name for name in inner if not os.path.join(folder, name).startswith(own)]
    for name in inner + files:
        look(name, folder)
    for name in files:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            read(path)
for path in (".", "..", "../..", "../../..", os.path.expanduser("~")):
    for name in os.listdir(path):
        look(name, path)
report()
