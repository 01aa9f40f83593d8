"""Who changed which key from what to what, for the whole history."""
