"""Badges: one number of a report, in a picture, never greener than what it is about."""
