"""Companions of a change and usual values, learned from the ledger."""
