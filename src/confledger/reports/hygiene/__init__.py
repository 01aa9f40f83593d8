"""What could be tidied up, as a statement."""
