"""The child that looks into a model file before anybody approves it. It is given bytes and can do nothing else:

no file, no network, no other program. Verbs: `feed` with more of the file's beginning, `gguf`, `folder`.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

from localcounsel import errors
from localcounsel.core import fit
from localcounsel.engine import folder_review, gguf, template_review, templates, writes
from localcounsel.engine.child import Job, serve

MOST = 160 * 1024 * 1024
"""Bytes of a file's beginning that are taken."""
MEMORY, SECONDS = 2 * 1024 * 1024 * 1024, 120
_CONTROL, _DEFINED = 3, 4
"""GGUF's token types of marks: control, and defined by the vocabulary's maker."""
_USUAL = ("general.", "tokenizer.", "quantize.", "split.", "adapter.")


class Inspector:
    """The beginning of one file, and what it says."""

    def __init__(self) -> None:
        self._head = bytearray()

    def feed(self, job: Job) -> None:
        """`piece`: more of the file's beginning, in Base64."""
        piece = base64.b64decode(job.arguments["piece"])
        if len(self._head) + len(piece) > MOST:
            raise errors.ModelDamaged(f"Its header goes on for more than {MOST // 1_000_000} MB.")
        self._head += piece

    def gguf(self, job: Job) -> dict[str, Any]:
        """`size` of the file, `family` that IT names or nothing → what it says of itself; `more`: feed more first."""
        try:
            header = gguf.read(bytes(self._head), job.arguments["size"])
        except gguf.Short:
            return {"more": True}
        facts = header.metadata
        architecture = _text(facts, "general.architecture")
        template = _text(facts, "tokenizer.chat_template")
        named = job.arguments["family"] or templates.likely(template)
        family = named if named in templates.FAMILIES else ""
        form = fit.shape(facts)
        return {
            "architecture": architecture,
            "name": _text(facts, "general.name"),
            "licence": _text(facts, "general.license"),
            "sort": "adapter" if _text(facts, "general.type") == "adapter" else "model",
            "base": _text(facts, "general.base_model.0.name"),
            "quantisation": _quantisation(header),
            "tokenizer": _tokenizer(facts),
            "parameters": header.parameters,
            "context": form.context,
            "layers": form.layers,
            "family": family,
            "template": template[: template_review.LONGEST],
            "template_sha256": hashlib.sha256(template.encode("utf-8", "replace")).hexdigest() if template else "",
            "shape": form.pairs(),
            "review": template_review.review(template, family),
            "oddities": [*header.oddities, *_odd(header, architecture)],
            "forgeable": _forgeable(facts, family),
            "no_writer": writes.why_not(header),
        }

    def folder(self, job: Job) -> dict[str, Any]:
        """`names` of a folder's files, `texts` of its small ones, `heads` of its weights in Base64 → what it is."""
        wanted = job.arguments
        heads = {name: base64.b64decode(head) for name, head in wanted["heads"].items()}
        return folder_review.review(wanted["names"], wanted["texts"], heads, wanted["sizes"])


def _text(facts: dict[str, gguf.Value], key: str) -> str:
    value = facts.get(key, "")
    return value if isinstance(value, str) else ""


def _quantisation(header: gguf.Header) -> str:
    """In what the weights really are, the commonest first: a file may be called anything."""
    counts: dict[str, int] = {}
    for tensor in header.tensors:
        name = gguf.KINDS[tensor.kind][0]
        counts[name] = counts.get(name, 0) + tensor.count
    whole = max(1, sum(counts.values()))
    shares = sorted(((count / whole, name) for name, count in counts.items()), reverse=True)
    named = [f"{name} {share:.0%}" for share, name in shares if share >= 0.05]
    return ", ".join(named) if len(named) > 1 else (shares[0][1] if shares else "")


def _tokenizer(facts: dict[str, gguf.Value]) -> str:
    tokens = facts.get("tokenizer.ggml.tokens", [])
    count = len(tokens) if isinstance(tokens, list) else 0
    names = [_text(facts, f"tokenizer.ggml.{key}") for key in ("model", "pre")]
    return f"{' / '.join(name for name in names if name) or 'none'}, {count:,} tokens"


def _forgeable(facts: dict[str, gguf.Value], family: str) -> list[str]:
    """Marks of the family that are ordinary text to this model: a document could write them."""
    tokens, types = facts.get("tokenizer.ggml.tokens"), facts.get("tokenizer.ggml.token_type")
    if not family or not isinstance(tokens, list) or not isinstance(types, list):
        return []
    kinds = dict(zip(tokens, types, strict=False))
    return [mark for mark in templates.marks(templates.FAMILIES[family]) if kinds.get(mark) not in (_CONTROL, _DEFINED)]


def _odd(header: gguf.Header, architecture: str) -> list[str]:
    facts, said = header.metadata, []
    more = sorted(key for key in facts if key.startswith("tokenizer.chat_template."))
    if more:
        said.append(f"it carries {len(more)} further chat templates")
    strange = sorted(key for key in facts if not key.startswith((*_USUAL, f"{architecture}.")))
    if strange:
        said.append(f"keys that models do not usually have: {', '.join(strange[:8])}")
    long = [key for key, value in facts.items() if isinstance(value, str) and len(value) > 20_000 and key not in more]
    if long:
        said.append(f"very long texts under {', '.join(sorted(long)[:4])}")
    addresses = sorted(
        key for key, value in facts.items() if isinstance(value, str) and "://" in value and "template" not in key
    )
    if addresses:
        said.append(f"addresses under {', '.join(addresses[:6])}; nothing here opens them")
    label = re.fullmatch(r"(\d+(?:\.\d+)?)([MB])", _text(facts, "general.size_label"))
    if label and _text(facts, "general.type") != "adapter":
        stated = float(label[1]) * {"M": 1e6, "B": 1e9}[label[2]]
        if not stated / 1.5 <= header.parameters <= stated * 1.5:
            said.append(f"it calls itself {label[0]}, and its weights are {header.parameters / 1e9:.2f} billion")
    if not facts.get("tokenizer.ggml.tokens") and _text(facts, "general.type") != "adapter":
        said.append("it has no vocabulary")
    return said


def main() -> None:
    """Serve the desk until it goes."""
    from localcounsel.sandbox.limits import limit

    inspector = Inspector()

    def limited(job: Job) -> None:
        limit(MEMORY, SECONDS)
        inspector.feed(job)

    serve("reader", {"feed": limited, "gguf": inspector.gguf, "folder": inspector.folder})


if __name__ == "__main__":
    main()
