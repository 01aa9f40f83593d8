"""Checks over the whole repository, one module each; survey runs them."""
