"""Pages of reference, made from schemas and from what the repository holds."""
