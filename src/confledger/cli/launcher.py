#!python
"""The `confledger` command."""

import sys

from confledger.cli.entry import main

sys.exit(main())
