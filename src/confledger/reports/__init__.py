"""What is told, and how it looks."""
