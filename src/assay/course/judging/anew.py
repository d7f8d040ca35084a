"""For programs that stay, a watcher and formgrader: what is judged by is read anew, not remembered from their start."""

from __future__ import annotations


def read_anew() -> None:
    """Forgets the digests of hidden tests, reference and judge: files stay as they are for a command, not for days.

    By an old digest, an old verdict would count again, and a new one would be taken for one on something else.
    """
    from assay.judge.bench import digest_of, digests_of_tests  # takes a second, which nbgrader's other commands spare

    digest_of.cache_clear()
    digests_of_tests.cache_clear()
