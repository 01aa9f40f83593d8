"""What was put off in a configuration: each item with what it would cost, and what it costs."""
