"""Parsed files that know their lines; every dialect behind one `load`."""
