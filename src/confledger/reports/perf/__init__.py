"""The report on numbers in tracked files: their course over the history."""
