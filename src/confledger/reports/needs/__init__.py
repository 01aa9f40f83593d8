"""What each module needs, and whether its owner has said so."""
