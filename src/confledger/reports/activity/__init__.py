"""The report on how configuration changes: how often, how fast, by whom, and what was undone."""
