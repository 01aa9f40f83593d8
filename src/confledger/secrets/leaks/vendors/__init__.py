"""What the tokens of providers look like, as their documentation says; a table for each field.

A row is: id, what is found in words, what every match has in it, the pattern (its first group
is the secret, without one all of it), and the name of a test in `proofs`, if there is one.
"""
