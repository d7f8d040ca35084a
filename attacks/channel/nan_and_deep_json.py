"""Answers with headers that are no JSON: NaN, bare words, depth without end, half characters.

Must: earn nothing
"""

# %% corr2d
headers = [b'{"d": [["answer", NaN]]}', b"[" * 100000, b"Infinity", b'{"s": "\\ud800"}', b'{"a": [["float32"], 1]}',
           b'{"f": "0x1p999999999"}', b'{"d": [[["answer"], 1]]}', b'{"t": [' + b'{"l": []},' * 9999 + b'1]}']


def corr2d(X, K):
    say(*(frame(number, header) for number in range(1, 200) for header in headers))
    return zeros(X, K)
