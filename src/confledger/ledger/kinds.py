"""What may become of a file in one commit, in words that are stored."""

# Kinds of versions, and what became of the leaves.
ADDED, CHANGED, REMOVED, MOVED = "added", "changed", "removed", "moved"
READ, UNPARSABLE, REFORMATTED, REENCRYPTED = "", "unparsable", "reformatted", "re-encrypted"
TOO_LARGE = "too large"
# States of versions of which no leaves are known.
UNREAD = (UNPARSABLE, TOO_LARGE)
