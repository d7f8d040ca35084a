"""Writes the kernel's settings: core_pattern, sysrq, oom scores, uid maps, cgroups.

Must: find nothing
"""

# %% corr2d
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/sys/kernel/modprobe", "/proc/sys/vm/overcommit_memory",
             "/proc/1/oom_score_adj", "/proc/1/mem", "/proc/self/uid_map", "/proc/self/setgroups", "/sys/kernel/uevent_helper",
             "/sys/fs/cgroup/cgroup.procs", "/sys/fs/cgroup/release_agent", "/proc/sys/kernel/hostname", "/proc/self/attr/current"):
    try:
        with open(path, "r+b", buffering=0) as file:
            file.write(b"|/tmp/" + mark.encode())
        reached(path)
    except (OSError, ValueError):
        pass
report()
