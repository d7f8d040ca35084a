"""Shows ten thousand things, and one picture of 20 MB.

Must: earn at most 3
"""

# %% corr2d
import base64
from IPython.display import clear_output, display
display({"image/png": base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(20 << 20)).decode()}, raw=True)
for number in range(10_000):
    display({"text/plain": str(number)}, raw=True)
    if number % 100 == 0:
        clear_output()
corr2d = zeros
