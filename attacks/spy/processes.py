"""Reads the environment and /proc of all processes.

Must: find nothing
"""

# %% corr2d
sought += folders
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
