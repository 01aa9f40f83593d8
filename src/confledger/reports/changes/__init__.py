"""What differs between two states, as people and programs read it."""
