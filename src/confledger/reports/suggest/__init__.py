"""What was learned, written for people and for programs."""
