"""Keep a copy of a township registry in SQLite, current from its change feed. Standard library only.
    python mirror.py https://registry.example/graphql copy.sqlite3            (what is public)
    REGISTRY_TOKEN=tr_… python mirror.py https://… copy.sqlite3 --every 60    (what your person may read; go on)

The copy is one table, `things`: kind, key, position of the last change, what the thing is now as JSON. A page and the
cursor behind it are kept in one transaction: end the program whenever you like, and start it again.
"""

import argparse
import json
import os
import sqlite3
import time
import urllib.error
import urllib.request

QUERY = """query ($after: String, $of: [ThingKind!]) {
  changes(after: $after, of: $of, language: EN) {
    changes { position kind key deleted thing } endCursor hasMore
  }
}"""
TABLES = """
CREATE TABLE IF NOT EXISTS things (
    kind TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, thing TEXT NOT NULL, PRIMARY KEY (kind, key)
);
CREATE TABLE IF NOT EXISTS feed (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), cursor TEXT NOT NULL);
"""


class NotAnswered(Exception):
    """The registry answered with an error; `code` is its public code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


def opened(path: str) -> sqlite3.Connection:
    copy = sqlite3.connect(path, timeout=60, isolation_level=None)
    copy.executescript(TABLES)
    return copy


def ask(address: str, token: str, variables: dict) -> dict:
    """One page of the feed. Raises NotAnswered, URLError."""
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = json.dumps({"query": QUERY, "variables": variables}).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as refused:
        if refused.headers["Retry-After"]:  # more than what is let through in a minute
            time.sleep(int(refused.headers["Retry-After"]))
            return ask(address, token, variables)
        told = json.load(refused)
    if told.get("errors"):
        error = told["errors"][0]
        raise NotAnswered(error.get("extensions", {}).get("code", ""), error["message"])
    return told["data"]["changes"]


def follow(copy: sqlite3.Connection, address: str, token: str = "", of: list | None = None) -> int:
    """Bring the copy up to the end of the feed; the number of changes. Raises what `ask` raises: nothing is lost."""
    taken, more = 0, True
    while more:
        copy.execute("BEGIN IMMEDIATE")
        try:
            row = copy.execute("SELECT cursor FROM feed").fetchone()
            try:
                page = ask(address, token, {"after": row[0] if row else None, "of": of})
            except NotAnswered as error:
                if error.code != "BAD_CURSOR" or not row:
                    raise
                copy.execute("DELETE FROM things")  # another feed: the registry was loaded anew, so is the copy
                page = ask(address, token, {"after": None, "of": of})
            for change in page["changes"]:
                named = (change["kind"], change["key"])
                if change["deleted"]:
                    copy.execute("DELETE FROM things WHERE kind = ? AND key = ?", named)
                else:
                    row = (*named, change["position"], json.dumps(change["thing"], ensure_ascii=False, sort_keys=True))
                    copy.execute("INSERT OR REPLACE INTO things VALUES (?, ?, ?, ?)", row)
            copy.execute("INSERT OR REPLACE INTO feed VALUES (1, ?)", (page["endCursor"],))
            copy.execute("COMMIT")
        except BaseException:
            copy.execute("ROLLBACK")
            raise
        taken, more = taken + len(page["changes"]), page["hasMore"]
    return taken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address"), parser.add_argument("copy"), parser.add_argument("--every", type=int)
    given, token = parser.parse_args(), os.environ.get("REGISTRY_TOKEN", "")
    print(follow(opened(given.copy), given.address, token), "changes")
    while given.every and not time.sleep(given.every):
        print(follow(opened(given.copy), given.address, token), "changes", flush=True)
