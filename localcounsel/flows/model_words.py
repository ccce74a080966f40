"""What IT is about to approve, in plain words."""

from __future__ import annotations

from localcounsel.engine.inspect_client import Found
from localcounsel.records import ModelCard

_WHAT = {
    "chat": "It writes answers: it reads the passages that were found and quotes from them.",
    "adapter": "It changes how a chat model writes, and is loaded on top of it.",
    "embedder": "It makes passages findable by meaning. It writes nothing.",
    "ranker": "It puts the passages that were found in order. It writes nothing.",
}


def said(found: Found, card: ModelCard) -> list[str]:
    """A line for each thing IT should know; the most important first."""
    lines = [f"It cannot be imported: {found.no_writer}." if found.no_writer else _WHAT[found.role], _origin(card)]
    if card.licence == "not stated":
        lines.append("the file states no licence: read it at its source and import with --licence")
    else:
        stated = "as IT gave it" if not found.licence else "as the file states it"
        lines.append(f"licence {card.licence}, {stated}")
    lines += [*_shape(found), *_template(found), *found.oddities]
    return lines


def _origin(card: ModelCard) -> str:
    if card.origin:
        return f"origin: {card.origin}"
    return "origin: nothing proves where the files come from; compare their SHA-256 with the publisher's"


def _shape(found: Found) -> list[str]:
    counted = f"{_size(found.parameters)} parameters" if found.parameters else "parameters not counted"
    parts = [f"architecture {found.architecture or 'not stated'}", counted]
    if found.quantisation:
        parts.append(f"weights in {found.quantisation}")
    if found.context:
        parts.append(f"a window of {found.context:,} tokens")
    lines = [", ".join(parts)]
    if found.tokenizer and found.role != "adapter":
        lines.append(f"vocabulary: {found.tokenizer}")
    if found.base:
        lines.append(f"says that it belongs to {found.base}")
    return lines


def _size(parameters: int) -> str:
    if parameters < 10**5:
        return f"{parameters:,}"
    return f"{parameters / 1e6:.1f} million" if parameters < 10**8 else f"{parameters / 1e9:.2f} billion"


def _template(found: Found) -> list[str]:
    if found.role != "chat" or found.no_writer:
        return []
    if not found.family:
        return ["none of our chat templates fits it by its marks: name one with --family"]
    digest = f" (SHA-256 {found.template_sha256[:16]}…)" if found.template_sha256 else ""
    line = f"asked in our form “{found.family}”; the template inside the file{digest} is never run"
    return [line, *found.review]
