# mypy: allow-untyped-defs, allow-untyped-calls
"""What a notebook's visible checks are made with: all below is put where a cell of the text says ``### CHECK``.

It needs nothing of ours, nor NumPy: arrays of any library are compared as lists of numbers.
"""


# Courtesy checks: a sentence says what should be and what is, and the cells below run all the same.
def _make_check():
    # Everything is local here, built-in names too, so that nothing you define can get in the way, nor be overwritten.
    import sys
    import textwrap
    from builtins import Exception, NameError, NotImplementedError, abs, all, bool, complex, dict, eval, float, getattr
    from builtins import globals, hasattr, int, isinstance, len, list, print, repr, set, str, tuple, type, zip

    def plain(value):
        """An array as lists of numbers, also inside of lists, tuples and dicts."""
        if hasattr(value, "tolist"):
            return value.tolist()
        if type(value) in (list, tuple):
            return type(value)(plain(item) for item in value)
        return {key: plain(item) for key, item in value.items()} if isinstance(value, dict) else value

    def agree(found, wanted, within):
        """Whether a plain value is the wanted one; numbers that are not whole may be a little off."""
        numbers = (int, float, complex)
        if isinstance(wanted, bool) or isinstance(found, bool) or not isinstance(wanted, (*numbers, list, tuple, dict)):
            return type(found) is type(wanted) and bool(found == wanted)
        if isinstance(wanted, numbers):
            whole = within == 0 or (isinstance(found, int) and isinstance(wanted, int))
            return isinstance(found, numbers) and (
                found == wanted or (not whole and abs(found - wanted) <= within + 1e-5 * abs(wanted)))
        if type(found) is not type(wanted) or len(found) != len(wanted):
            return False
        if isinstance(wanted, dict):
            return set(found) == set(wanted) and all(agree(found[key], wanted[key], within) for key in wanted)
        return all(agree(one, other, within) for one, other in zip(found, wanted, strict=True))

    def shown(value):
        """A plain value on one line, without needless digits."""
        if isinstance(value, float):
            return f"{value + 0.0:.6g}"
        if type(value) is list:
            return f"[{', '.join(shown(item) for item in value)}]"
        text = " ".join(repr(value).split())
        return text if len(text) <= 300 else f"{text[:300]}…"

    def unfilled(error, name):
        """The function whose missing answer caused an error, "" if none did."""
        if isinstance(error, NameError) and error.name == name:
            return name
        frame = error.__traceback__
        while frame.tb_next:
            frame = frame.tb_next
        code = frame.tb_frame.f_code
        return getattr(code, "co_qualname", code.co_name).split(".")[0] if isinstance(
            error, NotImplementedError) else ""

    def happened(call, wanted, within):
        """What came of a call, "" if what was wanted."""
        name = call.partition("(")[0]
        try:
            found = plain(eval(call, globals()))
        except Exception as error:
            if empty := unfilled(error, name):
                return f"but {empty} is still empty"
            said = (str(error).splitlines() or [""])[0][:200].rstrip(".")
            return f"but it raises {type(error).__name__}: {said}"
        if agree(found, wanted, within):
            return ""
        if found is None:
            return "but it is None: is the `return` missing?"
        kind = f" ({type(found).__name__})" if type(found) is not type(wanted) else ""
        return f"but it is {shown(found)}{kind}"

    def check(call, wanted, within=1e-6):
        """Say in one sentence whether a call, a text, gives what is wanted."""
        should = f"{call} should be {shown(plain(wanted))}"
        if why := happened(call, plain(wanted), within):
            sentence = f"Not yet: {should}, {why}".rstrip(".?") + ("?" if why[-1] == "?" else ".")
            print(textwrap.fill(sentence, 100, break_long_words=False, break_on_hyphens=False), file=sys.stderr)
        else:
            print(f"✓ {should}, and it is.")

    return check


check = _make_check()
