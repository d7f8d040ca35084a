"""Reads what was run before it in the kernel, and IPython's record of other sessions.

Must: find nothing
"""

# %% corr2d
shell = get_ipython()
for text in [*In, *map(str, Out.values()), *shell.history_manager.input_hist_raw]:
    look(text, "In")
for session, line, text in shell.history_manager.get_range_by_str("~100/1-~0/100"):
    look(text, "history")
for path in glob.glob(os.path.expanduser("~/.ipython/**/*"), recursive=True) + glob.glob("/tmp/**/*", recursive=True):
    if os.path.isfile(path):
        read(path)
report()
