"""The files that a room sees. They hold no secret, and import nothing else of the engine."""

from pathlib import Path

FOLDER = Path(__file__).parent
