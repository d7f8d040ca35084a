"""The processor time that a page may take."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from assay.course.page_limit import at_most


def spin() -> None:
    while True:
        pass


def spin_within(seconds: float) -> None:
    with at_most(seconds):
        pass
    spin()


def test_what_takes_too_long_is_ended_with_a_sentence() -> None:
    with pytest.raises(TimeoutError, match=r"^it took longer than 0\.05 seconds\.$"), at_most(0.05):
        spin()


class SpinsWhenDestroyed:
    def __del__(self) -> None:
        while time.process_time() < self.end:
            pass

    def __init__(self, seconds: float) -> None:
        self.end = time.process_time() + seconds


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_took_too_long_is_refused_at_its_end_although_python_swallowed_the_first_signal() -> None:
    with pytest.raises(TimeoutError, match=r"0\.05 seconds"), at_most(0.05):
        SpinsWhenDestroyed(0.2)  # and is ended at 0.05, by ticks; it may be less by the processor's own clock


def test_what_is_shorter_than_a_tick_of_the_timer_is_bounded_too() -> None:
    with pytest.raises(TimeoutError, match=r"0\.0001 seconds"), at_most(0.0001):
        sum(range(100_000))


def test_a_bound_inside_another_leaves_the_outer_one_as_it_was() -> None:
    with pytest.raises(TimeoutError, match=r"0\.2 seconds"), at_most(0.2):
        spin_within(60)


def test_nothing_is_left_of_a_bound_that_was_kept() -> None:
    before = signal.getsignal(signal.SIGPROF)
    with at_most(60):
        assert signal.getitimer(signal.ITIMER_PROF)[0] > 50
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGPROF) == before


def test_no_thread_beside_the_main_one_is_bounded() -> None:
    said: list[str] = []

    def inside() -> None:
        with pytest.raises(RuntimeError) as caught, at_most(1):
            pass
        said.append(str(caught.value))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert said == ["only a main thread can be bounded"]
