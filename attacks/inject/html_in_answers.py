"""Answers with names, keys and types that are HTML and formulas.

Must: earn nothing
"""

# %% corr2d
Evil = type("<script>alert(1)</script>", (), {})


def corr2d(X, K):
    return [{"<img src=x onerror=alert(1)>": "=cmd|' /C calc'!A0"}, Evil(), "</pre><script>alert(1)</script>"]


# %% receptive_field
def receptive_field(kernel_sizes):
    return {"=cmd()": Evil()}
