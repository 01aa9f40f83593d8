"""What a forge knows of a change: its request, our one comment on it, and who approved it."""
