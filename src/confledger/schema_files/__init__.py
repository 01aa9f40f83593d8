"""Schemas as files that come from somewhere and evolve: known, locked, inferred, compared."""
