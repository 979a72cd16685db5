"""Asks the web server of this container whether it can work; the health check of the image. Exit code 0 means yes."""

import sys
import urllib.error
import urllib.request

from config import environment as env

ADDRESS = "http://127.0.0.1:8000/readyz"


def main() -> int:
    """Returns the exit code; what is wrong goes to the error stream."""
    # The server answers only to its own names.
    host = env.names("ALLOWED_HOSTS", ["localhost"])[0].lstrip(".")
    try:
        with urllib.request.urlopen(urllib.request.Request(ADDRESS, headers={"Host": host}), timeout=5):
            return 0
    except urllib.error.HTTPError as error:
        print(error.read().decode(), file=sys.stderr)
    except OSError as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
