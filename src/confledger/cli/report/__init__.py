"""The command `report`: one module for each kind, each of which makes one statement."""
