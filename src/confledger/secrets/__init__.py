"""What is secret, who can read it, how it is hidden."""
