"""Makes internet messages (EML), with a PDF as attachment where the source names one."""

from __future__ import annotations

import base64
from collections.abc import Callable
from email.header import Header

from sample_matter.sources import Source

BOUNDARY = "=_brightwater_0001"


def make(source: Source, attached: Callable[[str], tuple[str, bytes]]) -> bytes:
    """The EML file. `attached` makes an attachment from a source's name: its file name and content."""
    facts = source.facts
    head = [f"{name.title()}: {facts[name]}" for name in ("from", "to", "cc") if name in facts]
    head += [f"Date: {facts['date']}", f"Subject: {Header(facts['subject']).encode()}"]
    head += [f"Message-ID: <{facts['id']}>", "MIME-Version: 1.0"]
    text = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", *source.body.splitlines()]
    if "attachment" not in facts:
        return _joined([*head, *text])
    name, content = attached(facts["attachment"])
    head.append(f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"')
    file = [f'Content-Type: application/pdf; name="{name}"', "Content-Transfer-Encoding: base64"]
    file += [f'Content-Disposition: attachment; filename="{name}"', "", *_base64(content)]
    return _joined([*head, "", f"--{BOUNDARY}", *text, f"--{BOUNDARY}", *file, f"--{BOUNDARY}--"])


def _base64(content: bytes) -> list[str]:
    coded = base64.b64encode(content).decode("ascii")
    return [coded[start : start + 76] for start in range(0, len(coded), 76)]


def _joined(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8")
