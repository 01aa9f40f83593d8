"""What is declared against what is found, each gap with its owner and what acts."""
