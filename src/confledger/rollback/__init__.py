"""The way back to an earlier state, as one new commit."""
