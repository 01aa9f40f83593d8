"""`confledger backup`: copies of a repository and its private state, proved by restoring them."""
