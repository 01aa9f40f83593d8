"""Copies of the history and of what git does not have, restored before they are trusted."""
