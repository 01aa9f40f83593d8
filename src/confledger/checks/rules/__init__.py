"""One file per check: the rule, its documentation, its examples."""
