"""How the progress of plans, and what a synchronisation does, is told."""
