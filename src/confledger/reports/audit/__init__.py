"""The report of changes for somebody who audits: what it says, and how that is written."""
