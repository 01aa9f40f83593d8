"""What is declared of configuration and not found, and what is found and not declared."""
