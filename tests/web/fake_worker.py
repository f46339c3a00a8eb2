"""Stands in for the process that reads: it tells what the files' first words bid it to."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path


def tell(**event: object) -> None:
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def main() -> None:
    order = json.loads(sys.stdin.readline())
    for place, (path, label) in enumerate(order["files"]):
        tell(event="begin", at=place, label=label)
        words = Path(path).read_text(encoding="utf-8", errors="replace")
        if words.startswith("crash"):
            os._exit(3)
        if words.startswith("hang"):
            time.sleep(600)
        if words.startswith("slow"):
            time.sleep(0.3)
        if words.startswith("babble"):
            sys.stdout.write("this is no event\n")
        if words.startswith("bad"):
            tell(event="problem", label=label, sentence="is bad.")
        else:
            tell(event="article", id=f"id{place}", title=words[:40], label=label, positions=2)
        tell(event="count", already=0)
    tell(event="grouping")
    tell(event="done")


if __name__ == "__main__":
    main()
