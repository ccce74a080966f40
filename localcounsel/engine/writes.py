"""Whether a GGUF holds a model that writes a text word by word: many that are offered under the same ending do not.

Read from the header alone. Names are llama.cpp's (`src/llama-arch.cpp`); an embedder opened as a writer would not fail
but write nonsense.
"""

from __future__ import annotations

from localcounsel.engine import gguf

_READS_ONLY = "it makes vectors of texts and writes none"
_AT_ONCE = "it writes all words of an answer at once, and can be held to no quotation"
_FIRST_READS = "one part of it reads and another writes, which is not supported"
_HELPS = "it guesses ahead for another model, and is none by itself"
_NO_TEXT = "it is about sounds or pictures"

_ARCHITECTURES = {
    **dict.fromkeys(
        "bert modern-bert nomic-bert nomic-bert-moe neo-bert jina-bert-v2 jina-bert-v3 eurobert gemma-embedding "
        "llama-embed t5encoder".split(),
        _READS_ONLY,
    ),
    **dict.fromkeys("dream llada llada-moe rnd1".split(), _AT_ONCE),
    **dict.fromkeys("eagle3 dflash gemma4-assistant".split(), _HELPS),
    **dict.fromkeys("clip wavtokenizer-dec qwen3tts pockettts".split(), _NO_TEXT),
    "t5": _FIRST_READS,
}
_SORTS = {"": "", "model": "", "adapter": ""}
"""What `general.type` says of a file that may be taken; files of old do not say it."""
_OTHER_SORTS = {"mmproj": _NO_TEXT, "imatrix": "it holds measurements for making smaller files, and no model"}
_ENDS = {"cls.weight": "puts texts in classes", "cls.output.weight": "puts texts in classes or in order"}
"""Tables that a model has instead of words at its end."""


def why_not(header: gguf.Header) -> str:
    """Why the model writes no answers, in words; empty for one that does, and for an adapter."""
    facts = header.metadata
    sort = str(facts.get("general.type", ""))
    if sort not in _SORTS:
        return _OTHER_SORTS.get(sort, f"its file is of the sort “{sort[:40]}”, which is no model that writes")
    architecture = str(facts.get("general.architecture", ""))
    if sort == "adapter":
        return ""
    if reason := _ARCHITECTURES.get(architecture):
        return reason
    if facts.get(f"{architecture}.attention.causal") is False:
        return "it reads in both directions, as models do that make vectors of texts"
    if facts.get(f"{architecture}.pooling_type"):
        return _READS_ONLY
    ends = sorted({tensor.name for tensor in header.tensors} & set(_ENDS))
    return f"it {_ENDS[ends[0]]} and writes none" if ends else ""
