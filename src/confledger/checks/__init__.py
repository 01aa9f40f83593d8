"""What is wrong, and where; one file per check in `rules`."""
