"""What the report on debt says, before any format."""
