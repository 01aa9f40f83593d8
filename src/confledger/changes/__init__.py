"""What differs between two trees, key by key."""
