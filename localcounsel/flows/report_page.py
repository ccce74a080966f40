"""A paper as one HTML page that needs nothing else: no script, no link, no picture, nothing fetched."""

from __future__ import annotations

import html as markup

from localcounsel.core.paper import Heading, Items, NewPage, Paragraph, Part, Run, Sheet, Table, Text
from localcounsel.core.text import clean

_STYLE = (
    "body{font:15px/1.5 Georgia,'Times New Roman',serif;max-width:62em;margin:2.5em auto;padding:0 1.5em;color:#111}"
    "h1{font-size:1.6em;border-bottom:2px solid #111;padding-bottom:.3em}h2{font-size:1.15em;margin:1.8em 0 .4em}"
    "table{border-collapse:collapse;width:100%;font:13px/1.4 'Segoe UI',Helvetica,Arial,sans-serif}"
    "th,td{text-align:left;vertical-align:top;padding:.3em .6em .3em 0;border-bottom:1px solid #bbb;"
    "overflow-wrap:anywhere}th{border-bottom:1px solid #111}th,td:first-child,td.short{overflow-wrap:break-word}"
    "table.facts td:first-child{width:13em}tr{break-inside:avoid}footer{margin-top:2em;"
    "font-size:.85em}@media print{body{margin:0;max-width:none;font-size:10pt}table{font-size:8.5pt}}"
)
_SHORT = 24
"""Characters of a word that is not broken."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""A browser that reads the page is told to fetch nothing, whatever may stand in it."""


def html(sheet: Sheet) -> str:
    """The whole page, ending in a line break."""
    notes: list[str] = []
    body = "\n".join(_part(part, notes) for part in sheet.parts)
    if notes:
        body += "\n<ol>" + "".join(f"<li>{_escaped(note)}</li>" for note in notes) + "</ol>"
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_escaped(sheet.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{_escaped(sheet.title)}</h1>\n{body}\n"
        f"<footer>{_escaped(sheet.header)}, {_escaped(sheet.created)}</footer>\n</body>\n</html>\n"
    )


def _part(part: Part, notes: list[str]) -> str:
    match part:
        case Heading(text, level):
            return f"<h{level + 1}>{_escaped(text)}</h{level + 1}>"
        case Paragraph(text, small):
            inner = _text(text, notes)
            return f"<p><small>{inner}</small></p>" if small else f"<p>{inner}</p>"
        case Items(texts, numbered):
            kind = "ol" if numbered else "ul"
            return f"<{kind}>" + "".join(f"<li>{_text(text, notes)}</li>" for text in texts) + f"</{kind}>"
        case Table():
            return _table(part, notes)
        case NewPage():
            return '<hr style="break-after:page">'


def _table(table: Table, notes: list[str]) -> str:
    heads = "".join(f'<th scope="col">{_escaped(head)}</th>' for head in table.heads)
    rows = "\n".join(f"<tr>{''.join(_cell(cell, notes) for cell in row)}</tr>" for row in table.rows)
    head = f"<table>\n<thead><tr>{heads}</tr></thead>" if heads else '<table class="facts">'
    return f"{head}\n<tbody>\n{rows}\n</tbody>\n</table>"


def _cell(text: Text, notes: list[str]) -> str:
    """Words are broken only where one alone would be wider than the page can give it, such as a digest."""
    longest = max((len(word) for run in text for word in run.text.split()), default=0)
    return f"<td{' class=short' if longest <= _SHORT else ''}>{_text(text, notes)}</td>"


def _text(text: Text, notes: list[str]) -> str:
    return "".join(_run(run, notes) for run in text)


def _run(run: Run, notes: list[str]) -> str:
    written = _escaped(run.text).replace("\n", "<br>")
    if run.bold:
        written = f"<strong>{written}</strong>"
    if run.italic:
        written = f"<em>{written}</em>"
    if run.note:
        notes.append(run.note)
        written += f"<sup>{len(notes)}</sup>"
    return written


def _escaped(untrusted: str) -> str:
    return markup.escape(clean(untrusted))
