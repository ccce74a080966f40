"""How each family of chat models wants a conversation written: our own templates, approved with the code.

A model file's own template is a program from a stranger. It is hashed and compared, never rendered.
Only the marks a template puts around a turn can become control tokens; what a turn says is text, whoever said it.
"""

from __future__ import annotations

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
_GRANITE = _same("<|start_of_role|>{}<|end_of_role|>", "<|end_of_text|>\n")

FAMILIES: Mapping[str, Family] = {
    "chatml": Family(_CHATML, "<|im_start|>assistant\n"),
    "gemma": Family(_GEMMA, "<start_of_turn>model\n"),
    "granite": Family(_GRANITE, "<|start_of_role|>assistant<|end_of_role|>"),
    "llama3": Family(_LLAMA3, "<|start_header_id|>assistant<|end_header_id|>\n\n"),
    "mistral": Family(_MISTRAL, ""),
    "mistral-tekken": Family(_TEKKEN, ""),
    "phi3": Family(_same("<|{}|>\n", "<|end|>\n"), "<|assistant|>\n"),
    "phi4": Family(_same("<|im_start|>{}<|im_sep|>", "<|im_end|>"), "<|im_start|>assistant<|im_sep|>"),
    "phi4-mini": Family(_same("<|{}|>", "<|end|>"), "<|assistant|>"),
    "qwen": Family(_CHATML, "<|im_start|>assistant\n<think>\n\n</think>\n\n"),
}
"""`qwen` is for Qwen 3, told not to think aloud; Qwen 2.5 is plain `chatml`. `mistral-tekken` is for Mistral's
models of 2025 and later, `mistral` for those before."""


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
    ("<start_of_turn>", "gemma"),
    ("[SYSTEM_PROMPT]", "mistral-tekken"),
    ("[INST]", "mistral"),
    ("enable_thinking", "qwen"),
    ("<|im_start|>", "chatml"),
    ("<|assistant|>", "phi3"),
)
"""Marks in a file's own template, the telling ones first. The template is looked through, never run."""


def likely(template: str) -> str:
    """The family whose marks a file's own chat template has; empty when none of ours fits."""
    return next((name for mark, name in _SIGNS if mark in template), "")


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
