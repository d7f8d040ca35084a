"""What people read of a verdict: the words, the feedback under a question, the report on a class.

It knows the judge's evidence and verdicts, and nothing of nbgrader.
"""
