"""Serves the page for grading by hand to this machine, and on it to whoever was told the address.

The address holds a token. A page of another origin cannot send here, nor read by another name of this machine; what is
served runs no script and no style but its own two files, and asks nothing of any other server.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import sys
from hmac import compare_digest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from assay.course.machine_faults import sentence
from assay.course.manual.desk import Desk, Unfit
from assay.course.places import CourseError
from assay.pages.manual import SERVED

HERE = "127.0.0.1"
#: The largest request, in bytes: as much as a thousand equal answers with a long comment.
REQUEST = 16 << 20
#: How long somebody may take to send one, in seconds.
PATIENCE = 30
PAGE = "grade"
FILES = {"marks.js": "text/javascript", "page.js": "text/javascript", "page.css": "text/css"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; "
                               "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Server(ThreadingHTTPServer):
    """A server of one desk; ``address`` is what opens it.

    Raises:
        CourseError: something else listens there.
    """

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.desk, self.token = desk, secrets.token_urlsafe(32)
        try:
            super().__init__((HERE, port), Handler)
        except (OSError, OverflowError) as error:
            raise CourseError(f"Port {port} of this machine cannot be had ({error}). Name another with --port, or "
                              "none.") from error
        self.hosts = {f"{name}:{self.server_port}" for name in (HERE, "localhost")}

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{HERE}:{self.server_port}/{self.token}/{PAGE}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says what went wrong here; nothing of who went away in the middle."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Answers one request; whoever has no token learns nothing."""

    server: Server
    timeout = PATIENCE
    server_version, sys_version = "assay", ""

    def do_GET(self) -> None:
        """The page, its script, its style."""
        name = self._name()
        if name == PAGE:
            self._attempt(lambda: self._send(200, "text/html", self.server.desk.page()))
        elif name in FILES:
            self._send(200, FILES[name], (SERVED / name).read_text("utf-8"))
        elif name is not None:
            self._refuse(404)

    def do_POST(self) -> None:
        """Points, comments, ticks."""
        name = self._name()
        if name is None:
            return
        if self.headers.get("Origin") != f"http://{self.headers['Host']}":
            self._refuse(403)
        elif name != "save":
            self._refuse(404)
        elif self.headers.get_content_type() != "application/json":
            self._refuse(415)
        else:
            self._attempt(self._save)

    def _save(self) -> None:
        try:
            length = int(self.headers.get("Content-Length", ""))
        except ValueError:
            length = -1
        if not 0 <= length <= REQUEST:
            self._refuse(413)
            return
        try:
            request = json.loads(self.rfile.read(length))
        except (ValueError, RecursionError):
            request = None
        done, rows = self.server.desk.save(request)
        self._tell(200 if done else 409, {"rows": rows})

    def _attempt(self, answer: Any) -> None:
        """Answers, or says in a sentence why not."""
        try:
            answer()
        except Unfit as error:
            self._tell(400, {"said": str(error)})
        except CourseError as error:
            self._tell(503, {"said": str(error)})
        except (ConnectionError, TimeoutError):
            raise
        except (OSError, MemoryError, sqlite3.Error, SQLAlchemyError) as error:
            self._tell(503, {"said": sentence(error, self.server.desk.course)})

    def _name(self) -> str | None:
        """What is asked for; None where that was refused already."""
        token, _, name = self.path.partition("?")[0].lstrip("/").partition("/")
        is_ours = self.headers.get("Host") in self.server.hosts
        if is_ours and compare_digest(token.encode("utf-8", "replace"), self.server.token.encode()):
            return name
        self._refuse(403)
        return None

    def _refuse(self, status: int) -> None:
        self._send(status, "text/plain", "Nothing is served here. Open the address that `assay grade` printed.\n")

    def _tell(self, status: int, said: object) -> None:
        self._send(status, "application/json", json.dumps(said))

    def _send(self, status: int, kind: str, text: str) -> None:
        body = text.encode("utf-8")
        self.send_response(status)
        for name, value in {**HEADERS, "Content-Type": f"{kind}; charset=utf-8",
                            "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Writes no line for a request: it would hold the token."""
