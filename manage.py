#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it starts the embedded PostgreSQL, and stops it when nobody needs it."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Aryz needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

from config.commandline import main

if __name__ == "__main__":
    main(sys.argv)
