"""The command line: the clock, the environment, arguments and printing live here alone."""
