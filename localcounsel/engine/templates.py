"""How each family of chat models wants a conversation written: our own templates, approved with the code.

A model file's own template is a program from a stranger. It is hashed and compared, never rendered.
Only the marks a template puts around a turn can become control tokens; what a turn says is text, whoever said it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from localcounsel.errors import EngineRefused
from localcounsel.records import Message


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the rendered prompt."""

    text: str
    control: bool
    """Whether control tokens are recognised in it: true of the template's own marks only."""


@dataclass(frozen=True, slots=True)
class Family:
    """The marks before and after a turn of each role, and those that invite the answer."""

    turns: Mapping[str, tuple[str, str]]
    """Role to (before, after). Without `system`, a system message opens the first user turn."""
    answer: str


def _same(before: str, after: str, roles: str = "system user assistant") -> dict[str, tuple[str, str]]:
    return {role: (before.format(role), after.format(role)) for role in roles.split()}


_CHATML = _same("<|im_start|>{}\n", "<|im_end|>\n")
_GEMMA = {
    "user": ("<start_of_turn>user\n", "<end_of_turn>\n"),
    "assistant": ("<start_of_turn>model\n", "<end_of_turn>\n"),
}
_LLAMA3 = _same("<|start_header_id|>{}<|end_header_id|>\n\n", "<|eot_id|>")
_MISTRAL = {"user": ("[INST] ", "[/INST]"), "assistant": (" ", "</s>")}
_TEKKEN = {
    "system": ("[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
    "user": ("[INST]", "[/INST]"),
    "assistant": ("", "</s>"),
}
_NEMO = {"user": ("[INST]", "[/INST]"), "assistant": ("", "</s>")}
_GEMMA4 = {
    "system": ("<|turn>system\n", "<turn|>\n"),
    "user": ("<|turn>user\n", "<turn|>\n"),
    "assistant": ("<|turn>model\n", "<turn|>\n"),
}
_FALCON3 = {
    "system": ("<|system|>\n", "\n"),
    "user": ("<|user|>\n", "\n"),
    "assistant": ("<|assistant|>\n", "<|endoftext|>\n"),
}
_QUIET = "<|im_start|>assistant\n<think>\n\n</think>\n"
_GRANITE = _same("<|start_of_role|>{}<|end_of_role|>", "<|end_of_text|>\n")

FAMILIES: Mapping[str, Family] = {
    "chatml": Family(_CHATML, "<|im_start|>assistant\n"),
    "falcon3": Family(_FALCON3, "<|assistant|>\n"),
    "gemma": Family(_GEMMA, "<start_of_turn>model\n"),
    "gemma4": Family(_GEMMA4, "<|turn>model\n"),
    "granite": Family(_GRANITE, "<|start_of_role|>assistant<|end_of_role|>"),
    "llama3": Family(_LLAMA3, "<|start_header_id|>assistant<|end_header_id|>\n\n"),
    "mistral": Family(_MISTRAL, ""),
    "mistral-nemo": Family(_NEMO, ""),
    "mistral-tekken": Family(_TEKKEN, ""),
    "phi3": Family(_same("<|{}|>\n", "<|end|>\n"), "<|assistant|>\n"),
    "phi4": Family(_same("<|im_start|>{}<|im_sep|>", "<|im_end|>"), "<|im_start|>assistant<|im_sep|>"),
    "phi4-mini": Family(_same("<|{}|>", "<|end|>"), "<|assistant|>"),
    "qwen": Family(_CHATML, f"{_QUIET}\n"),
    "smollm3": Family({**_CHATML, "assistant": (_QUIET, "<|im_end|>\n")}, _QUIET),
}
"""`qwen` is for Qwen 3 and 3.5, told not to think aloud; Qwen 2.5 and Qwen 3 Instruct 2507 are plain `chatml`, as are
Hermes, Yi, InternLM, EuroLLM and many more. `gemma` is for Gemma 1 to 3n; `gemma4` for its small models (E2B, E4B),
which are not given an empty thought. `mistral-tekken` is for Mistral's models of 2025 and later, `mistral-nemo` for
those of 2024 with the same vocabulary, `mistral` for 7B v0.3. `granite` is for IBM's 3 and 4, `smollm3` for its form
with a system message of one's own and without thinking aloud. docs/models.md says how to add one."""

_MARK = re.compile(r"<\|?/?[^<>\s]{1,40}\|?>|\[/?[A-Z_]{3,30}\]")
_WORDS = frozenset({"<think>", "</think>"})
"""Marks that do no harm as plain text: what stands between them is dropped by no one."""


def family(name: str) -> Family:
    """The family of that name. Raises EngineRefused, naming those there are."""
    try:
        return FAMILIES[name]
    except KeyError:
        known = ", ".join(sorted(FAMILIES))
        raise EngineRefused(f"There is no chat template for the family `{name}`; there are: {known}.") from None


_SIGNS = (
    ("<|im_sep|>", "phi4"),
    ("<|start_of_role|>", "granite"),
    ("<|start_header_id|>", "llama3"),
    ("<|turn>", "gemma4"),
    ("<start_of_turn>", "gemma"),
    ("<<SYS>>", ""),
    ("[SYSTEM_PROMPT]", "mistral-tekken"),
    ('"[INST]"', "mistral-nemo"),
    ("[INST]", "mistral"),
    ("/system_override", "smollm3"),
    ("enable_thinking", "qwen"),
    ("<|im_start|>", "chatml"),
    ("'|>' + message['content'] + '<|end|>'", "phi4-mini"),
    ("<|end|>", "phi3"),
    ("</s>", ""),
    ("<|user|>\\n", "falcon3"),
    ("<|user|>\n", "falcon3"),
)
"""Marks in a file's own template, the telling ones first. The template is looked through, never run."""


def likely(template: str) -> str:
    """The family whose marks a file's own chat template has; empty when none of ours fits."""
    return next((name for mark, name in _SIGNS if mark in template), "")


def marks(kind: Family) -> tuple[str, ...]:
    """Every mark of a family that must be one control token of the model's, for no document to be able to write it."""
    texts = [part for pair in kind.turns.values() for part in pair]
    found = [mark for text in (*texts, kind.answer) for mark in _MARK.findall(text)]
    return tuple(dict.fromkeys(mark for mark in found if mark not in _WORDS))


def render(kind: Family, messages: Sequence[Message]) -> tuple[Piece, ...]:
    """The prompt that asks for the next assistant turn. What is said is one plain piece per turn."""
    pieces: list[Piece] = []
    for role, text in _turns(kind, messages):
        before, after = kind.turns[role]
        pieces += [Piece(before, True), Piece(text, False), Piece(after, True)]
    pieces.append(Piece(kind.answer, True))
    return tuple(piece for piece in pieces if piece.text)


def _turns(kind: Family, messages: Sequence[Message]) -> Iterator[tuple[str, str]]:
    """(role, text) as the family can express them: no system turn where it has none, no two turns of one role."""
    role, texts = "", list[str]()
    for message in messages:
        if message.role not in ("system", "user", "assistant"):
            raise EngineRefused(f"A message cannot have the role `{message.role}`.")
        next_role = message.role if message.role in kind.turns else "user"
        if texts and next_role != role:
            yield role, "\n\n".join(texts)
            texts = []
        role = next_role
        texts.append("".join(span.text for span in message.spans))
    if texts:
        yield role, "\n\n".join(texts)
