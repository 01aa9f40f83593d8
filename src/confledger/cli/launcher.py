#!python
import sys

from confledger.cli.entry import main

sys.exit(main())
