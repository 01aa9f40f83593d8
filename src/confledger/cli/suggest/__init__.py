"""The actions of `confledger suggest`."""
