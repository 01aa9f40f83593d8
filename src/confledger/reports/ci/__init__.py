"""What a merge request is told: the comment, the counts, and the files that forges read."""
