"""Starts a shell command that sleeps on, with nohup, setsid and disown.

Must: earn at most 3
"""

# %% corr2d
subprocess.Popen("nohup setsid sleep 100000 >/dev/null 2>&1 & disown", shell=True, start_new_session=True)
get_ipython().system_raw("(sleep 100000 &) &")
corr2d = zeros
