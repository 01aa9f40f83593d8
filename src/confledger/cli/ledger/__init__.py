"""The actions of `confledger ledger`."""
