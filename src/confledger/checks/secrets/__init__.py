"""Checks of encrypted files and their rules, without a key: one file per check."""
