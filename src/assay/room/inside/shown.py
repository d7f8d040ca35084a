"""What a kernel says, as a notebook shows it: outputs, errors' places, the value of what is pasted.

Students' processes see this file, so it holds no secret, and all that comes of it is checked again outside.
"""

from __future__ import annotations

from typing import Any


def pasted(text: str, names: dict[str, Any]) -> Any:
    """The value of the last line, when the lines before have been run."""
    before, _, last = text.rpartition("\n")
    exec(compile(before, "pasted", "exec"), names)
    return eval(compile(last, "pasted", "eval"), names)


def place_of(error: BaseException) -> dict[str, int]:
    """The line of the innermost frame that stands in a notebook cell, and that cell's execution count; 0 for none."""
    line, file, trace = 0, "", error.__traceback__
    while trace is not None:
        if "ipykernel_" in trace.tb_frame.f_code.co_filename:
            line, file = trace.tb_lineno, trace.tb_frame.f_code.co_filename
        trace = trace.tb_next
    from IPython.core.getipython import get_ipython

    cells = getattr(getattr(get_ipython(), "compile", None), "_filename_map", None)  # what its own tracebacks go by
    return {"line": line, "cell": cells.get(file, 0) if isinstance(cells, dict) else 0}


def as_output(message: dict[str, Any]) -> dict[str, Any] | None:
    """A kernel's message as a notebook output; None for messages that are none."""
    kind, content = message["header"]["msg_type"], message["content"]
    if kind == "stream":
        return {"output_type": kind, "name": content["name"], "text": content["text"]}
    if kind in ("display_data", "execute_result"):
        data = {mime: content["data"][mime] for mime in ("text/plain", "image/png") if mime in content["data"]}
        return {"output_type": kind, "data": data}
    if kind == "error":
        return {"output_type": kind, **{name: content[name] for name in ("ename", "evalue", "traceback")}}
    return None


def merge(outputs: list[dict[str, Any]], output: dict[str, Any]) -> None:
    """Appends an output, joining text of the same stream as notebooks do."""
    last = outputs[-1] if outputs else {}
    if output["output_type"] == "stream" == last.get("output_type") and output["name"] == last["name"]:
        last["text"] += output["text"]
    else:
        outputs.append(output)
