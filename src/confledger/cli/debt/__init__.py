"""The command `debt`, and the gate on new debt."""
