"""Where backups are kept: a folder, a git remote, or whatever a command reaches."""
