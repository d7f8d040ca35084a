"""The engine: it grades nbgrader assignments from outside the student's kernel. Command: ``assay``."""

import sys

# nbformat imports jsonschema, which, where it finds this package, makes a parser for a format that no notebook's schema
# names. That takes two seconds of the processor in each process; jsonschema does without.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
