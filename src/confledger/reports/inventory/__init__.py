"""The configuration inventory as a statement."""
