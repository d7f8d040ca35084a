"""Which answers of a class are alike, beside what is normal: a reason to look, and never a verdict."""
