"""`make run`: the whole of Aryz as one command. See config.launch for what it does."""

import sys

if sys.version_info < (3, 11):
    sys.exit("Aryz needs Python 3.11 or newer; this is Python %d.%d." % sys.version_info[:2])

from config.launch import main

if __name__ == "__main__":
    sys.exit(main())
