"""The formats that SOPS writes, one module for each."""
