"""Names functions and cells after HTML, so that a traceback quotes them.

Must: earn nothing
"""

# %% corr2d
def corr2d(X, K):
    def inner():
        raise ValueError("=HYPERLINK(\"http://evil\",\"x\")")
    inner.__code__ = inner.__code__.replace(co_name="<script>alert(1)</script>", co_filename="<img src=x onerror=alert(1)>")
    inner()


corr2d(jnp.ones((2, 2)), jnp.ones((1, 1)))
