"""Rules that a team writes itself, as data: what they say, where they hold, and their tests."""
