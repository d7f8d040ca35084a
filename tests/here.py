"""This repository, which is a course too."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
