"""Looks for the word that another submission left in files.

Must: find nothing
"""

# %% corr2d
until = time.monotonic() + 6
while time.monotonic() < until:
    for folder in ("/tmp", "/dev/shm", "/var/tmp", "/room", "/run", os.path.expanduser("~"), "/dev/mqueue"):
        for name in glob.glob(folder + "/**/*", recursive=True):
            look(os.path.basename(name), folder)
            read(name) if time.monotonic() < until and os.path.isfile(name) else None
    time.sleep(0.2)
report()
