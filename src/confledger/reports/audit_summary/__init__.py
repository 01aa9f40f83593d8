"""The report for who has to answer for changes: what stands out, how often, how to prove it."""
