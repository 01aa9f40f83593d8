"""The plan of a rollback as people read it, and as programs do."""
