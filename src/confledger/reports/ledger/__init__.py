"""How the rows of the ledger are told: as text, JSON, CSV and Parquet."""
