"""The report on what a range of commits changed."""
