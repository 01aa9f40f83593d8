"""One module for each format of a statement; none uses another."""
