"""One dialect a module."""
