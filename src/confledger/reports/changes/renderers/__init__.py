"""The formats of a comparison, one module each; none uses another."""
