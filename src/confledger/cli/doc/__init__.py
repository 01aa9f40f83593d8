"""The command `doc`: one module for each page."""
