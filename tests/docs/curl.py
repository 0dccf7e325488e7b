"""What the page asks of curl, for machines without it: `python curl.py -s ADDRESS -H HEADER -d BODY …`."""

import argparse
import sys
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path


def main(typed: list[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-H", action="append", default=[], dest="headers")
    parser.add_argument("-d", dest="body")
    parser.add_argument("-D", dest="headers_to")
    parser.add_argument("-o", dest="body_to")
    parser.add_argument("-w", dest="also", default="")
    parser.add_argument("--get", action="store_true")
    parser.add_argument("--data-urlencode", action="append", default=[], dest="parameters")
    given = parser.parse_args(typed)
    pairs = [parameter.split("=", 1) for parameter in given.parameters]
    address = given.address + ("?" + urllib.parse.urlencode(pairs) if pairs else "")
    headers = dict(header.split(": ", 1) for header in given.headers)
    asked = urllib.request.Request(address, given.body.encode() if given.body else None, headers)
    try:
        answer = urllib.request.urlopen(asked, timeout=60)
    except urllib.error.HTTPError as refused:
        answer = refused
    told = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    for to, content in ((given.headers_to, told.encode()), (given.body_to or "-", answer.read())):
        if to == "-":
            sys.stdout.buffer.write(content)
        elif to:
            Path(to).write_bytes(content)
    sys.stdout.buffer.write(given.also.replace("\\n", "\n").replace("%{http_code}", str(answer.status)).encode())


if __name__ == "__main__":
    main(sys.argv[1:])
