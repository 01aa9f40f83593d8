"""The command `rollback`, and those around it."""
