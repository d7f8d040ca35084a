"""nbgrader's side: folders, intake, gradebook, pages."""
