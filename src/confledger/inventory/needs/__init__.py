"""What each module of a repository needs when it runs, and what was found of it."""
