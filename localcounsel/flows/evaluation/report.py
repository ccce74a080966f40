"""The report of an evaluation: JSON for programs, one page of Markdown and one of HTML for people, all from one run."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from localcounsel.core.text import clean
from localcounsel.flows.evaluation.measuring import Row
from localcounsel.flows.evaluation.running import Finished
from localcounsel.flows.evaluation.statistics import Figure
from localcounsel.store.files import disk, private_folder, write_whole
from localcounsel.store.settings import Settings

MOST_MISSES = 12
"""Questions listed as missed; the rest is counted."""
METHOD = (
    "Brackets: 95 % intervals by bootstrap over documents (1,000 draws, fixed seed). A passage counts as found when at "
    "least half of the known words lie in it and the passages before it. Quotations shown as located are looked for "
    "again by a second, independent comparison of letters and digits."
)

_STYLE = (
    "body{font:14px/1.45 sans-serif;max-width:52em;margin:2em auto;padding:0 1em;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%;margin:.4em 0 1em}td,th{text-align:left;padding:.15em .5em;"
    "border-bottom:1px solid #ccc}td.n,th.n{text-align:right}h1{font-size:1.4em}h2{font-size:1.1em;margin:1em 0 0}"
    "code{overflow-wrap:anywhere}"
)


def written(figure: Figure) -> tuple[str, str]:
    """A figure and its interval as people read them."""
    if figure.value is None:
        return "–", ""
    if figure.unit == "count":
        return f"{figure.value:.0f}", f"of {figure.count}"
    if figure.unit == "seconds":
        return f"{figure.value:.2f} s", ""
    scale, digits = (100.0, 1) if figure.unit == "share" else (1.0, 3)
    sign = " %" if figure.unit == "share" else ""
    low, high = figure.low, figure.high
    interval = "" if low is None or high is None else f"{scale * low:.{digits}f}–{scale * high:.{digits}f}"
    return f"{scale * figure.value:.{digits}f}{sign}", interval


def rows_of(finished: Finished) -> Iterator[tuple[str, str, str, str, str]]:
    """Track, measure, value, interval, count: one line for each figure."""
    for track in finished.tracks:
        for figure in track.figures:
            value, interval = written(figure)
            yield track.name, figure.name, value, interval, str(figure.count)


def as_json(finished: Finished) -> dict[str, Any]:
    """Everything a program may want."""
    return {
        "run": dict(finished.facts),
        "tracks": {track.name: [asdict(figure) for figure in track.figures] for track in finished.tracks},
        "errors": [{"id": row["id"], "error": row["error"], "message": row["message"]} for row in _errors(finished)],
        "left_out": list(finished.left_out),
        "misses": misses(finished.rows),
    }


def misses(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What went wrong, worst first: found nowhere, quoted something else, answered though nothing is there."""
    found: list[tuple[int, dict[str, Any]]] = []
    for row in rows:
        for weight, what in _wrong(row):
            found.append((weight, {"question": row["question"], "document": row["document"], "what": what}))
    return [miss for _, miss in sorted(found, key=lambda each: each[0])]


def _wrong(row: Row) -> Iterator[tuple[int, str]]:
    """At most one thing for each row, with its weight; 0 is worst."""
    answer, attack, across = row.get("answer", {}), row.get("attack", {}), row.get("across", {})
    if attack.get("false_supported") or answer.get("contradicting"):
        yield 0, "something false was shown as supported"
    elif answer.get("not_on_page"):
        yield 0, "a quotation is not on the page it was shown with"
    elif answer and not row["answerable"] and not answer["refused"]:
        yield 2, "answered, though the documents do not say"
    elif across and row["answerable"] and not across["rank"]:
        yield 3, "not among the first eight passages"
    elif answer and row["answerable"] and not answer["covers"]:
        yield 4, "refused, though it is there" if answer["refused"] else "other words were quoted"


def _errors(finished: Finished) -> list[Row]:
    return [row for row in finished.rows if "error" in row]


def _facts(finished: Finished) -> list[tuple[str, str]]:
    """What it was measured with, a line each."""
    run = finished.facts
    index, asked = run["index"], run["questions"]
    judged = ", ".join(run.get("judged_by", ())) or "nobody"
    return [
        ("Measured", f"{run['date']}, {run['application']}{', a short run' if run['lite'] else ''}"),
        ("Machine", f"{run['cpu']}, {run['cores']} cores; {run['system']}"),
        *((role.title(), _model(run[role])) for role in ("model", "embedder", "ranker")),
        ("“Not found” judged by", judged),
        ("Index", f"{index['documents']} documents, {index['indexed']} of {index['passages']} passages by meaning, "
                  f"sha256 {index['sha256'][:16]}"),
        ("Questions", f"{asked['count']}, {asked['source']}, on {run['matter']}, sha256 {asked['sha256'][:16]}"),
        ("Settings changed", _changed(run["settings"])),
        ("Command", run["command"]),
    ]  # fmt: skip


def _model(model: dict[str, str]) -> str:
    return f"{model['name']}, {model['fingerprint'][:16]}" if model["fingerprint"] else model["name"]


def _changed(used: dict[str, dict[str, Any]]) -> str:
    """The settings that are not the default."""
    default = json.loads(json.dumps(asdict(Settings())))
    used = json.loads(json.dumps(used))
    other = [
        f"[{section}] {key} = {value}"
        for section, values in used.items()
        for key, value in values.items()
        if default.get(section, {}).get(key) != value
    ]
    return "; ".join(other) or "none"


def _notes(finished: Finished) -> list[str]:
    errors = len(_errors(finished))
    notes = [f"{errors} questions ended in an error and are in no figure; see report.json."] if errors else []
    return notes + [f"Left out: {each}" for each in finished.left_out]


def _missed(finished: Finished) -> tuple[list[dict[str, Any]], int]:
    every = misses(finished.rows)
    return every[:MOST_MISSES], max(0, len(every) - MOST_MISSES)


def markdown(finished: Finished) -> str:
    """The report as one page of Markdown; names and questions cannot become markup."""
    parts = ["# Evaluation\n", *(f"- {_md(label)}: {_md(value)}" for label, value in _facts(finished)), ""]
    for track in finished.tracks:
        parts += [f"## {track.name.capitalize()}\n", "| Measure | Value | 95 % | n |", "|---|---:|---:|---:|"]
        for figure in track.figures:
            value, interval = written(figure)
            parts.append(f"| {_md(figure.name)} | {value} | {interval} | {figure.count} |")
        parts.append("")
    shown, more = _missed(finished)
    if shown:
        parts += ["## Misses\n", *(f"- {_md(m['question'])} ({_md(m['document'] or '–')}): {m['what']}" for m in shown)]
        parts += [f"- and {more} more, in report.json", ""] if more else [""]
    return "\n".join([*parts, *map(_md, _notes(finished)), METHOD, ""])


def _md(text: str) -> str:
    line = clean(str(text)).replace("\n", " ").replace("\t", " ")
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", line)


def page(finished: Finished) -> str:
    """The report as one page of HTML that loads nothing and runs nothing; all that is foreign is escaped."""
    parts = [f"<tr><th>{_h(label)}</th><td>{_h(value)}</td></tr>" for label, value in _facts(finished)]
    body = ["<h1>Evaluation</h1><table>", *parts, "</table>"]
    for track in finished.tracks:
        heads = "<tr><th>Measure</th><th class=n>Value</th><th class=n>95 %</th><th class=n>n</th></tr>"
        body.append(f"<h2>{_h(track.name.capitalize())}</h2><table>{heads}")
        for figure in track.figures:
            cells = "".join(f"<td class=n>{_h(each)}</td>" for each in (*written(figure), str(figure.count)))
            body.append(f"<tr><td>{_h(figure.name)}</td>{cells}</tr>")
        body.append("</table>")
    shown, more = _missed(finished)
    if shown:
        lines = [f"<li>{_h(m['question'])} ({_h(m['document'] or '–')}): {_h(m['what'])}</li>" for m in shown]
        body += ["<h2>Misses</h2><ul>", *lines, f"<li>and {more} more, in report.json</li>" if more else "", "</ul>"]
    body += [f"<p>{_h(note)}</p>" for note in (*_notes(finished), METHOD)]
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    head = f'<meta charset="utf-8">{policy}<title>LocalCounsel evaluation</title><style>{_STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>\n' + "\n".join(body) + "\n</body></html>\n"


def _h(text: object) -> str:
    return html.escape(clean(str(text)), quote=True)


def save(finished: Finished, folder: Path) -> list[Path]:
    """Write report.json, report.html and report.md; their paths. Raises StorageError."""
    contents = {
        "report.json": json.dumps(as_json(finished), ensure_ascii=False, indent=1) + "\n",
        "report.html": page(finished),
        "report.md": markdown(finished),
    }
    with disk(folder):
        private_folder(folder)
        for name, content in contents.items():
            write_whole(folder / name, content.encode("utf-8"))
    return [folder / name for name in contents]
