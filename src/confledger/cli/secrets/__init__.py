"""The command `secrets`, one module for each action."""
