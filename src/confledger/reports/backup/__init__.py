"""What is said of backups: lists, plans of what goes, and how good they are."""
