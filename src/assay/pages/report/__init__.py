"""The class report as a page: one file, read without a network, its tables sorted by a few lines of script."""
