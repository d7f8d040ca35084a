"""A Jupyter server that runs no cells: what formgrader is served by.

formgrader opens students' notebooks beside its own pages. A cell that is run there has the rights of whoever grades, as
no room is around it; so this server starts no kernel, and none of what else would run or set a notebook.
"""

from __future__ import annotations

from typing import Any, NoReturn

from jupyter_core.paths import jupyter_config_path
from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.config import ExtensionConfigManager
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from jupyter_server.utils import url_path_join
from tornado.web import HTTPError, authenticated

SENTENCE = ("This server runs no cells: what a student handed in would run here with your rights, outside any room. "
            "The outputs are those from its room.")
#: Extensions of a server that are served; all others, also those that a later release brings, are not.
SERVED = ("assay.course.read_only_server", "nbgrader.server_extensions.formgrader",
          "jupyterlab", "notebook", "notebook_shim")
#: Where a server of Jupyter's would make pages of any notebook, without our bounds.
CONVERTED = r"/nbconvert(/.*)?"


class NoKernels(AsyncMappingKernelManager):
    """Starts nothing."""

    async def _async_start_kernel(self, **_: Any) -> NoReturn:
        raise HTTPError(403, SENTENCE, reason="This server runs no cells")

    start_kernel = _async_start_kernel


class NotConverted(APIHandler):
    """Says that a notebook is not made into a page here."""

    @authenticated
    def get(self, *_: object) -> NoReturn:
        """Refuses before anything is read."""
        raise HTTPError(403, "This server makes no pages of notebooks but formgrader's.")

    post = get


def extensions() -> dict[str, bool]:
    """Which extensions of this machine's are loaded."""
    found = ExtensionConfigManager(read_config_path=jupyter_config_path()).get_jpserver_extensions()
    return {name: name in SERVED for name in {*found, *SERVED[:2]}}


def load_jupyter_server_extension(server: Any) -> None:
    """Called by Jupyter's server."""
    place = url_path_join(server.web_app.settings["base_url"], CONVERTED)
    server.web_app.add_handlers(".*$", [(place, NotConverted)])
