"""Statements: what a report says, without a format, and one renderer for each format."""
