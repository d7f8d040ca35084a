"""The engine: it grades nbgrader assignments from outside the student's kernel. Command: ``assay``."""
