"""Connects to an abstract socket of this machine, and to every socket file that there is.

Must: find nothing
"""

# %% corr2d
names = ["\0" + abstract, *glob.glob("/run/**/*", recursive=True), *glob.glob("/var/run/*"), "/var/run/docker.sock",
         "/run/systemd/private", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0"]
for name in names:
    try:
        with socket.socket(socket.AF_UNIX) as there:
            there.settimeout(2)
            there.connect(name)
        reached(name)
    except (OSError, ValueError):
        pass
report()
