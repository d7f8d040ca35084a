"""Calls odd corners of the kernel: bpf, io_uring, userfaultfd, keyrings, memfd, perf, modules.

Must: find nothing
"""

# %% corr2d
calls = {"bpf": (321, 0, 0, 0), "io_uring_setup": (425, 8, 0), "userfaultfd": (323, 1), "add_key": (248, b"user", b"x", b"y", 1, -3),
         "keyctl": (250, 0, -3, 1), "memfd_create": (319, b"x", 0), "perf_event_open": (298, 0, 0, -1, -1, 0),
         "init_module": (175, 0, 0, b""), "kexec_load": (246, 0, 0, 0, 0), "open_by_handle_at": (304, -100, 0, 0),
         "name_to_handle_at": (303, -100, b"/", 0, 0, 0), "memfd_secret": (447, 0), "fanotify_init": (300, 0, 0),
         "shmget": (29, 77, 4096, 0o1600), "msgget": (68, 77, 0o1600), "semget": (64, 77, 1, 0o1600)}
for name, (number, *arguments) in calls.items():
    if os.uname().machine == "x86_64" and libc.syscall(number, *arguments) >= 0:
        reached(name)
report()
