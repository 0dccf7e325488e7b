"""Templates fit together: every macro that one takes from another is there."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "templates"
IMPORT = re.compile(r'{%-? from "([^"]+)" import (.+?)(?: with context)? -?%}')


def test_every_macro_that_a_template_takes_from_another_is_there() -> None:
    missing, seen = [], 0
    for path in sorted(TEMPLATES.rglob("*.html")):
        for source, names in IMPORT.findall(path.read_text(encoding="utf-8")):
            there = (TEMPLATES / source).read_text(encoding="utf-8")
            for name in (one.partition(" as ")[0].strip() for one in names.split(",")):
                seen += 1
                if f"macro {name}(" not in there:
                    missing.append((path.name, source, name))
    assert missing == [] and seen > 50
