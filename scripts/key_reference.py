"""Write docs/keys.md from the bindings themselves: what can be done, with which keys, and by which name they change.

python scripts/key_reference.py          writes the file
python scripts/key_reference.py --check  exits with 1 when it is not up to date
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "docs" / "keys.md"
HEAD = """# Keys

Every key can be changed: in the application under Ctrl+P, `Change keys`, or in `settings.toml` by the name in the last
column; several keys are parted by commas. A name that is not listed here changes nothing.

```toml
[interface]
keys = { "app.help" = "f1,ctrl+h", "matters.new" = "insert" }
```

Ctrl+P lists what can be done where you are, F1 explains it, Esc goes back one step everywhere. This page is made by
`scripts/key_reference.py`.
"""


def text() -> str:
    """The whole page."""
    from localcounsel.tui import language

    language.use("en")
    from localcounsel.tui.key_list import key_lines

    lines = sorted(key_lines(), key=lambda line: (line.where != "Everywhere", line.where, line.id))
    parts = [HEAD]
    for where, several in groupby(lines, key=lambda line: line.where):
        parts.append(f"## {where}\n\n| What | Keys | Name |\n|---|---|---|")
        parts += [f"| {line.words} | `{line.keys}` | `{line.id}` |" for line in several]
        parts.append("")
    return "\n".join(parts)


def main() -> int:
    """The exit code."""
    made = text()
    if "--check" in sys.argv[1:]:
        return 0 if FILE.is_file() and FILE.read_text("utf-8") == made else 1
    FILE.write_text(made, "utf-8")
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
