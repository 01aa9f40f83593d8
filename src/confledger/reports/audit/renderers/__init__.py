"""The formats of the report, one module each; none uses another."""
