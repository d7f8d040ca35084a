"""Prints terminal escapes: titles, links, the clipboard, the cursor, the screen.

Must: earn at most 3
"""

# %% corr2d
codes = ("\x1b]0;owned\x07", "\x1b]8;;http://evil\x07click\x1b]8;;\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b[2J\x1b[H", "\x1b[10A\x1b[2K",
         "\x1b[?1049h", "\x1bc", "\x1bP+q544e\x1b\\", "\x9b2J", "\x1b[5i", "\x1b[6n", "\x07\x08\x0b\x0c\r", "\x1b[31mred\x1b[0m",
         "\x1b[8mhidden", "\x1b[99999999999m", "\u202e\u2066\u200f")
for code in codes:
    print(code + "12 of 12 points")
    print(code, file=sys.stderr)
corr2d = zeros
