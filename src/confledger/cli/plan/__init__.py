"""The command `plan`: one module for each action."""
