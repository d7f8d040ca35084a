"""What is said where a cluster does not answer, loses a worker, or could be heard by others."""

from __future__ import annotations

MUTE = "No scheduler answers at {} ({}). Start one with `dask scheduler`, and workers as docs/cluster.md shows."
UNKNOWN = ("No scheduler answers at {} ({}). Start one, or look at the certificates that Dask's configuration names "
           "here, distributed.comm.tls: ca-file, client.cert and client.key. docs/cluster.md shows both.")
NOBODY = "No worker with a room has been at {} for a minute. Start some, as docs/cluster.md shows"
SILENT = "The scheduler at {} has not answered for a minute. Start it again"
GONE = "The worker at {} is gone; {} are left, and its work is done by them."
LAST = "The worker at {} is gone, and no other is there: its work waits until one comes."
OPEN = ("{address} is not encrypted, and asks for no certificate: {who} can run code in your name there. Start the "
        "scheduler and its workers with TLS, as docs/cluster.md shows, or say --without-tls (of make, WITHOUT_TLS=1) "
        "where nobody else is on that {there}.")
