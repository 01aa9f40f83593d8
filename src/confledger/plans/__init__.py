"""Plans in Markdown: what they say of their progress, and what their boxes say."""
