"""Whatever was handed in becomes a checked submission, rebuilt from the release, or one sentence."""
