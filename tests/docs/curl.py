"""As much of curl as the examples need, for machines without it: -X, -H, -d, -N and an address.

Like curl under the tests' .curlrc it prints the answer and exits with 22 when its status is an error's.
"""

from __future__ import annotations

import argparse
import sys
import urllib.error
import urllib.request

SECONDS = 60


def main() -> int:
    """Make the request that the arguments describe; the value is the exit status."""
    parser = argparse.ArgumentParser(prog="curl", allow_abbrev=False)
    parser.add_argument("url")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data")
    parser.add_argument("-N", "--no-buffer", action="store_true")
    parser.add_argument("-s", "--silent", action="store_true")
    given = parser.parse_args()
    request = urllib.request.Request(
        given.url,
        data=given.data.encode() if given.data is not None else None,
        headers=dict(line.split(": ", 1) for line in given.header),
        method=given.request or ("POST" if given.data is not None else "GET"),
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            sys.stdout.buffer.write(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            sys.stdout.buffer.write(error.read())
        return 22
    return 0


if __name__ == "__main__":
    sys.exit(main())
