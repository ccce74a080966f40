"""Which modules below the interface word things for people, and what in them is not said to anybody.

A module that words findings, reasons or settings belongs into SPEAKING: from then on every literal in it that has
words must be translated, or be named in NOT_SAID. Errors need no entry: they are found wherever they are raised.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

UNSEEN = ("engine/absent.py",)
"""Modules whose errors no person meets: what stands in for a library that is kept out."""

SPEAKING = frozenset(
    f"{folder}/{name}.py"
    for folder, names in {
        "core": "addressed citations prompts collection_words filing going anchor verdicts answer_paper record_paper "
        "certificate exhibits searched",
        "core/checks": "__init__ amounts exceptions japanese names overlap places polarity",
        "core/operators": "grammar lexer spoken",
        "flows": "amended ask collection explained checking condition desk doctor matters measured_here model_words "
        "models model_import refusals looking viewing searching shelf preferences certificate occurring ingest "
        "recording export quote",
        "flows/evaluation": "earned",
        "flows/checkup": "bundle computing containment disk holdings installation",
        "store": "audit_check database lock volume volume_linux volume_macos volume_windows weights policy "
        "setting_sections settings texts copies codec demo synchronised matter matters models hold shelving model_key "
        "documents markings answers work_product provenance",
        "sandbox": "bootstrap linux macos windows policy verify",
        "engine": "calls process folder_review held index inspect_child template_review child",
        "engine/llama": "fitting library",
        "reading": "client gather media sentences ocr",
    }.items()
    for name in names.split()
)
"""Modules that word things for people."""

WHOLE = ("core/verdicts.py",)
"""Modules in which single words are texts as well."""

FORMATTED = ("reading/sentences.py", "store/models.py")
"""Modules whose literals have named holes, `{count}`, that are filled in later."""

NOT_SAID: dict[str, tuple[str, ...]] = {
    "core/prompts.py": ("Passages:", "Question:", "See also {0} above."),  # written to a model
    "core/searched.py": ("why quotations only",),  # the name under which a reason is stored
    "core/certificate.py": ("only what was not found can be certified as not found",),  # a fault of ours
    "flows/certificate.py": ("certificate exported",),
    "core/checks/names.py": ("{0} party",),  # words of the statement itself, in quotation marks
    "core/checks/polarity.py": ("fails to", "in no event", "{0} never", "{0} non-", "{0} not"),
    "core/operators/grammar.py": ("but not",),  # an operator
    "core/operators/lexer.py": ("but not",),
    "core/filing.py": ("as read",),  # a state, typed in a filter
    "flows/preferences.py": ("{0} to {1}",),
    "flows/matters.py": ("last opened",),
    "flows/desk.py": ("last opened",),
    "store/database.py": (  # what SQLite says, and is recognised by
        "Could not decode to UTF-8",
        "attempt to write a readonly database",
        "database disk image is malformed",
        "database or disk is full",
        "disk I/O error",
        "unable to open database file",
    ),
    "engine/child.py": ("can't start new thread",),  # what Python says, and is recognised by
    "store/models.py": ("{0} with {1}",),  # two names
    "store/volume_linux.py": ("volume imports this on Linux only",),
    "store/volume_macos.py": ("FileVault is Off", "FileVault is On"),  # what the system says
    "store/settings.py": ("{0} to {1}",),
    "sandbox/linux.py": ("bootstrap imports this on Linux only",),
    "sandbox/policy.py": ("/Library/Application Support/LocalCounsel/policy.toml",),
    "reading/ocr.py": ("C:\\Program Files\\Tesseract-OCR\\tesseract.exe",),
}
"""Literals with words that are no texts, with why."""

_SYSTEM = (
    "ENOENT EACCES EPERM ENOSPC EROFS EIO EISDIR ENOTDIR EEXIST EBUSY ENAMETOOLONG ELOOP EMFILE EFBIG EINVAL "
    "ENOEXEC ENOMEM EPIPE ETXTBSY EDQUOT ESTALE"
)
_EVENTS = (
    *("asked", "answered", "added", "removed", "left out", "copied", "exported", "evaluated", "replayed", "repaired"),
    *("restored", "backed up", "backup begun", "documents added", "documents excluded", "documents included"),
    *("documents labelled", "conversation named", "conversation pinned", "conversation unpinned"),
    *("conversation deleted", "answer deleted", "answer removed", "certificate exported", "export failed"),
    *("matter opened", "matter closed", "matter created", "matter renamed", "matter archived"),
    *("matter taken out of the archive", "matter sealed", "passphrase changed", "opened with the recovery key"),
    *("legal hold on", "legal hold off", "purge begun", "purge refused", "purged without being opened"),
    *("remains of what was deleted removed", "store not read at purge", "store salvaged", "settings changed"),
    *("anchor not reached", "anchor not written", "audit exported", "audit repaired", "audit end set aside"),
    *("report made", "air gap tried", "key replaced"),
)
_ROLES = ("chat", "embedder", "ranker", "adapter", "model", "index", "signed", "demo", "derived", "unsigned")
"""Roles of models, parts of the engine, and who approved a model, as they stand in messages."""

_WRITTEN_WITH = (
    *("most_tokens", "temperature", "top_p", "repeat_penalty", "seed", "writes", "statements", "quotations only"),
    *("why quotations only", "agreements", "contracts", "documents", "passage: {0}, {1}"),
)
"""Names of what an answer was made with, as they are stored with it, and what a survey is of or a model did not get."""

WORDED_CALLS = ("passed", "attention", "failed")
"""What findings of `doctor` are made with: what was looked at, what was found, what to do."""


def _concepts() -> tuple[str, ...]:
    """What a question is recognised as: the names in the vocabulary of drafting."""
    text = (Path(__file__).parents[2] / "localcounsel" / "core" / "thesaurus.txt").read_text("utf-8")
    return tuple(line[2:].strip() for line in text.splitlines() if line.startswith("= "))


_LOOKED_AT = ("sealed", "program", "libraries", "UDP", "netlink", "io_uring", "a browser")
"""What `doctor` looks at, ways out that were tried and the state of a matter, where the word stands alone."""

EXTRA: dict[str, tuple[str, ...]] = {
    "the audit log": _EVENTS,
    "core/thesaurus.txt": _concepts(),
    "roles and approvals": _ROLES,
    "flows/checkup, flows/matters.py": _LOOKED_AT,
    "flows/writing.py": _WRITTEN_WITH,
    "the operating system": tuple(os.strerror(getattr(errno, name)) for name in _SYSTEM.split()),
}
"""Texts that stand in no module as they are said."""
