"""The report on the configuration of a commit: what holds, whether it is valid, whose it is."""
