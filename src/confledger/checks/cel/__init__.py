"""Expressions of policies: the Common Expression Language, bounded and without side effects."""
