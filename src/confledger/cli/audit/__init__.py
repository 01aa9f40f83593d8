"""The actions of `confledger audit`."""
