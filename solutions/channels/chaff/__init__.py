"""Answers that hold one misconception each: each must lose the properties that its `FAILS` names."""
