"""`confledger ci`: what a change does to the configuration, told wherever it is reviewed."""
