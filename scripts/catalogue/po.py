"""Catalogues on disk: `.po` for people, `.mo` for the application (gettext manual, `The Format of GNU MO Files`)."""

from __future__ import annotations

import ast
import json
import struct
from collections.abc import Mapping

from scripts.catalogue.texts import Text

HEADERS = {
    "ja": "Language: ja\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\nPlural-Forms: nplurals=1; plural=0;\n",
    "": "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n",
}
"""By language; Japanese has one form for every number."""
MAGIC = 0x950412DE


class Mistake(Exception):
    """A catalogue that cannot be read, with the line."""


def read(text: str) -> dict[Text, str]:
    """The translations in a `.po`: the first plural form of each; texts without one are left out."""
    entries: dict[Text, str] = {}
    fields: dict[str, str] = {}
    current = ""
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.startswith("#") or not line.strip():
            if "msgid" in fields:
                _take(entries, fields)
            fields, current = {}, ""
            continue
        name, quoted = ("", line) if line.startswith('"') else line.split(" ", 1)
        current = name or current
        if not quoted.startswith('"') or not current:
            raise Mistake(f"line {number}: {line}")
        fields[current] = fields.get(current, "") + str(ast.literal_eval(quoted))
    return entries


def _take(entries: dict[Text, str], fields: Mapping[str, str]) -> None:
    said = fields.get("msgstr", fields.get("msgstr[0]", ""))
    if fields["msgid"] and said:
        entries[(fields["msgid"], fields.get("msgid_plural", ""))] = said


def written(language: str, texts: Mapping[Text, tuple[str, ...]], said: Mapping[Text, str]) -> str:
    """A `.po` (or, for language "", the `.pot`) with every text, translated where `said` has it."""
    blocks = ['msgid ""\nmsgstr ""\n' + "\n".join(_quote(line) for line in HEADERS[language].splitlines(True))]
    for text, files in texts.items():
        one, many = text
        lines = [f"#: {' '.join(files)}", f"msgid {_quote(one)}"]
        answer = _quote(said.get(text, ""))
        if many:
            lines += [f"msgid_plural {_quote(many)}", f"msgstr[0] {answer}"]
            lines += ['msgstr[1] ""'] if not language else []
        else:
            lines.append(f"msgstr {answer}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def compiled(language: str, said: Mapping[Text, str]) -> bytes:
    """The `.mo`: two tables of lengths and offsets, sorted by the text, then the texts themselves, each ended by 0."""
    pairs = {b"": HEADERS[language].encode()}
    for (one, many), answer in said.items():
        pairs[(f"{one}\0{many}" if many else one).encode()] = answer.encode()
    rows = sorted(pairs.items())
    start = 28 + 16 * len(rows)
    tables: list[list[bytes]] = [[], []]
    body = b""
    for column in (0, 1):
        for row in rows:
            tables[column].append(struct.pack("<II", len(row[column]), start + len(body)))
            body += row[column] + b"\0"
    head = struct.pack("<7I", MAGIC, 0, len(rows), 28, 28 + 8 * len(rows), 0, 28 + 16 * len(rows))
    return head + b"".join(tables[0]) + b"".join(tables[1]) + body
