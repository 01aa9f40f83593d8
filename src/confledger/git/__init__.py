"""Files at any point of history, in the index, in the work tree."""
