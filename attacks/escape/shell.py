"""Runs commands through IPython: !, %%bash, %run, %load, magics of all kinds.

Must: find nothing
"""

# %% corr2d
shell = get_ipython()
said = shell.getoutput(f"ls {course} {repository}; cat {repository}/Makefile; env; cat {course}/secret.txt; ls -la / /home /root")
for line in said:
    look(line, "shell")
for magic, argument in (("load", repository + "/solutions/convolution/reference.py"), ("sx", "cat " + course + "/secret.txt")):
    try:
        look(str(shell.run_line_magic(magic, argument)), "magic")
    except BaseException:
        pass
report()
