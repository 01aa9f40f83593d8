"""Secrets in plain text: found by their names, by their forms, and by rules of a repository."""
