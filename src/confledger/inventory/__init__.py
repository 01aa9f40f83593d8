"""What configuration a repository holds: each item with its format, owner and environment."""
