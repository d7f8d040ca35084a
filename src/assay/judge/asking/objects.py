"""A student's objects, which keep a state from call to call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assay.judge.asking.functions import Answer, Asks, Proxy
from assay.judge.asking.weights import marked
from assay.judge.evidence import StudentFault
from assay.judge.explain.pasteable import bare

#: What objects are called where they are written.
OBJECTS = ("one", "two", "three", "four")


class Story:
    """What was done to some objects of the student's, step by step, so that it can be told again from its start."""

    def __init__(self) -> None:
        self.steps: list[tuple[Any, ...]] = []
        self.lines: list[str] = []
        self.objects = 0


class Object(Proxy):
    """An object of the student's. Each answer is shown with all that was done to it before."""

    def __init__(self, asks: Asks, name: str, arrays: str, story: Story, args: Sequence[Any],
                 more: dict[str, Any]) -> None:
        """Makes it. Raises StudentFault if that does."""
        super().__init__(asks, name, arrays)
        self._story = story
        self._own = OBJECTS[story.objects] if story.objects < len(OBJECTS) else f"object_{story.objects}"
        story.objects += 1
        line = f"{name}({self._written(args, more)})"
        self._step(("new", self._own, name, bare(tuple(args)), bare(more)), line, f"{self._own} = {line}")

    def call(self, method: str, *args: Any, **more: Any) -> Answer:
        """Calls a method; ``__call__``, the object itself."""
        named = self._own if method == "__call__" else f"{self._own}.{method}"
        line = f"{named}({self._written(args, more)})"
        return self._step(("call", self._own, method, bare(args), bare(more)), line, line)

    def get(self, path: str) -> Answer:
        """An attribute, or a property; dots lead further in."""
        line = f"{self._own}.{path}"
        return self._step(("get", self._own, path), line, line)

    def beside(self, name: str, *args: Any, **more: Any) -> Object:
        """Another object, made after all that was done so far, and told of in the same story."""
        return Object(self._asks, name, self._arrays, self._story, args, more)

    def _step(self, step: tuple[Any, ...], asked: str, line: str) -> Answer:
        story = self._story
        shown = "\n".join([*story.lines, asked])
        before, story.steps = marked(story.steps), [*story.steps, step]
        try:
            answer = self._ask("object", (before, marked(story.steps), story.steps), {}, shown)
        except StudentFault:
            story.lines.append(f"try:\n    {line}\nexcept Exception:\n    pass")
            raise
        story.lines.append(line)
        return answer
