"""Files with secrets, and files with what only looks so, to measure the scan with."""
