"""Schema evolution: small ordered changes of configuration files, in which comments survive."""
