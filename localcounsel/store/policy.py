"""What IT has fixed for everybody on this machine: which models, how much context, what may leave the program.

One TOML file that users cannot write (`places.policy_file()`), the same that decides about containment. Where
there is none, everything is allowed. A file that is there and cannot be trusted or understood forbids everything:
`load` raises, and no verb but `doctor` and `policy` goes on.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path, PurePath
from typing import Any

from localcounsel.errors import Containment, ForbiddenByPolicy, PolicyError
from localcounsel.sandbox import policy as trusted
from localcounsel.store import firm_key

ROLES = ("chat", "embedder", "ranker", "adapter")
EXPORTS = ("md", "docx", "html", "csv", "json", "txt", "xlsx", "pdf", "audit", "backup")
"""What can leave the program as a file: by the file's ending, the audit log, and a matter's backup."""
LEAST_CONTEXT = 512
"""Tokens. Below it no question fits."""
UNLIMITED = 0


@dataclass(frozen=True, slots=True)
class Policy:
    """What is fixed. The defaults allow everything, as where there is no policy file."""

    containment: str = "default"
    """One of `sandbox.policy.CHOICES`."""
    roles: tuple[str, ...] = ROLES
    """Models of other roles are not loaded."""
    largest_parameters: int = UNLIMITED
    """Weights of the largest model that may be loaded; 0: any."""
    most_context: int = UNLIMITED
    """Tokens; 0: any."""
    export: tuple[str, ...] = EXPORTS
    """Kinds of file that may be written for outside; of EXPORTS."""
    clipboard: bool = True
    """Whether text may be copied to the clipboard, which every program of the user can read."""
    retention_days: int = UNLIMITED
    """Days after which an answer is shown as due and removed by `policy purge`; 0: never."""
    audit_folder: str = ""
    """Absolute; where each audit log's head is written a second time. Empty: nowhere but beside the log."""
    unsigned_models: bool = True
    """Whether a model may be loaded that no firm key has signed for."""
    recovery_key: str = ""
    """Of IT, with which sealed matters can be opened besides their own passphrase; empty: none can."""
    demo_models: bool = True
    """Whether the two small models that come with the program may be loaded."""
    seal_required: bool = False
    """Whether a new matter must be sealed with a passphrase."""
    graphics: bool = True
    """Whether models may compute on graphics devices, whose drivers are large programs of their makers."""
    source: str = ""
    """The file this was read from; empty where there is none."""

    @property
    def require_enforcement(self) -> bool:
        """Whether a matter may be opened only where the operating system itself refuses the network."""
        return self.containment == "required"

    def allow_model(self, role: str, parameters: int) -> None:
        """Raises ForbiddenByPolicy unless a model of that role with so many weights may be loaded."""
        if role not in self.roles:
            raise self._forbidden(f"models of the role {role}; allowed: {', '.join(self.roles) or 'none'}")
        if self.largest_parameters and parameters > self.largest_parameters:
            raise self._forbidden(
                f"models over {self.largest_parameters:,} parameters, and this one has {parameters:,}"
            )

    def allow_unsigned(self, name: str) -> None:
        """Raises ForbiddenByPolicy unless models without a firm's signature may be loaded."""
        if not self.unsigned_models:
            raise self._forbidden(f"models that the firm has not signed for, and {name} is one")

    def allow_demo(self, name: str) -> None:
        """Raises ForbiddenByPolicy unless demo models may be loaded."""
        if not self.demo_models:
            raise self._forbidden(f"demo models, and {name} is one")

    def allow_export(self, kind: str) -> None:
        """Raises ForbiddenByPolicy unless a file of that kind, of EXPORTS, may be written for outside."""
        if kind.lower().removeprefix(".") not in self.export and self.export != EXPORTS:
            raise self._forbidden(f"exports of the kind {kind}; allowed: {', '.join(self.export) or 'none'}")

    def allow_clipboard(self) -> None:
        """Raises ForbiddenByPolicy unless text may be copied."""
        if not self.clipboard:
            raise self._forbidden("copying to the clipboard")

    def allow_opening(self, enforced: bool) -> None:
        """Raises Containment where a matter may be opened only under enforcement, and there is none."""
        if self.require_enforcement and not enforced:
            raise Containment(
                f"{self.source} lets matters be opened only where the operating system refuses the network, "
                "and here it does not."
            )

    def allow_unsealed(self) -> None:
        """Raises ForbiddenByPolicy where a new matter must be sealed."""
        if self.seal_required:
            raise self._forbidden("matters without a passphrase")

    def context(self, wanted: int, chosen: bool) -> int:
        """The context window in tokens. A default is lowered to what is allowed.

        Raises ForbiddenByPolicy for one that was `chosen` and is over it.
        """
        if not self.most_context or wanted <= self.most_context:
            return wanted
        if chosen:
            raise self._forbidden(f"a context of more than {self.most_context:,} tokens; [model] context is {wanted:,}")
        return self.most_context

    def fixed(self) -> tuple[tuple[str, str], ...]:
        """What differs from the defaults, as (what, how it is fixed), for a person. Empty where all is allowed."""
        free = Policy()
        return tuple(
            (label, word(getattr(self, name)))
            for name, (label, word) in _WORDS.items()
            if getattr(self, name) != getattr(free, name)
        )

    def _forbidden(self, what: str) -> ForbiddenByPolicy:
        return ForbiddenByPolicy(f"{self.source or 'The policy'} does not allow {what}.")


def load(path: Path | None = None) -> Policy:
    """The policy of this machine, or the one in `path`; everything allowed where there is no file.

    Raises PolicyError for a file that users could have written and the firm has not signed, whose signature
    does not hold, or that says something unknown.
    """
    try:
        found = trusted.written(path)
        if found is None:
            return Policy()
        content = trusted.table(found)
    except Containment as error:
        raise PolicyError(error.message) from error
    _check_signature(found)
    return parse(content, str(found.path))


def read_unproven(path: Path) -> Policy:
    """What a file says that is not in force yet, whoever wrote it. Raises PolicyError when it is not understood."""
    try:
        found = trusted.written(path)
        if found is None:
            raise PolicyError(f"There is no file {path}.")
        return parse(trusted.table(found), str(path))
    except Containment as error:
        raise PolicyError(error.message) from error


def _check_signature(found: trusted.Written) -> None:
    """A signature beside the file must hold; where anybody could have written the file there must be one."""
    signature = found.path.with_name(f"{found.path.name}.sig")
    if signature.exists():
        firm_key.check(found.content, signature, found.path)
    elif found.distrust:
        raise PolicyError(f"{found.path}: {found.distrust}, and it is not signed with the firm's key.")


def parse(table: Mapping[str, Any], source: str) -> Policy:
    """A policy from a parsed file; `source` is named in errors. Raises PolicyError."""
    known = {each.name: each.default for each in fields(Policy) if each.name != "source"}
    for key in table:
        if key not in known:
            close = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean “{close[0]}”?" if close else f"; known are {', '.join(known)}."
            raise PolicyError(f"{source} has no key “{key}”{hint}")
    values = {key: _typed(known[key], value, f"{source}: {key}") for key, value in table.items()}
    policy = Policy(**values, source=source)
    _check_range(policy)
    return policy


def _typed(default: Any, untrusted: Any, where: str) -> Any:
    if isinstance(default, tuple):
        if isinstance(untrusted, list) and all(isinstance(each, str) for each in untrusted):
            return tuple(untrusted)
        raise PolicyError(f'{where} must be a list of texts, such as ["{default[0]}"].')
    if type(untrusted) is type(default):
        return untrusted
    words = {bool: "true or false", int: "a whole number", str: "a text in quotation marks"}
    raise PolicyError(f"{where} must be {words[type(default)]}.")


def _check_range(policy: Policy) -> None:
    for key, chosen, known in (("roles", policy.roles, ROLES), ("export", policy.export, EXPORTS)):
        for each in chosen:
            if each not in known:
                raise PolicyError(f"{policy.source}: {key} names “{each}”; it can name {', '.join(known)}.")
    if policy.containment not in trusted.CHOICES:
        raise PolicyError(f"{policy.source}: containment can be {', '.join(trusted.CHOICES)}.")
    for key in ("largest_parameters", "most_context", "retention_days"):
        if getattr(policy, key) < 0:
            raise PolicyError(f"{policy.source}: {key} cannot be below 0.")
    if 0 < policy.most_context < LEAST_CONTEXT:
        raise PolicyError(f"{policy.source}: most_context must be at least {LEAST_CONTEXT}, or 0 for any.")
    if policy.audit_folder and not PurePath(policy.audit_folder).is_absolute():
        raise PolicyError(f"{policy.source}: audit_folder must be a whole path from the root or drive.")


def allow_model(role: str, parameters: int) -> None:
    """`load().allow_model(…)`."""
    load().allow_model(role, parameters)


def allow_export(kind: str) -> None:
    """`load().allow_export(…)`."""
    load().allow_export(kind)


def allow_clipboard() -> None:
    """`load().allow_clipboard()`."""
    load().allow_clipboard()


def fixed() -> tuple[tuple[str, str], ...]:
    """`load().fixed()`."""
    return load().fixed()


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "none"


def _allowed(value: bool) -> str:
    return "allowed" if value else "not allowed"


_WORDS: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "containment": ("network containment", str),
    "roles": ("roles of models", _listed),
    "largest_parameters": ("largest model", lambda n: f"{n:,} parameters"),
    "most_context": ("largest context", lambda n: f"{n:,} tokens"),
    "export": ("exports", _listed),
    "clipboard": ("copying to the clipboard", _allowed),
    "retention_days": ("answers are kept", lambda n: f"{n:,} days"),
    "audit_folder": ("second place of the audit log's head", str),
    "unsigned_models": ("models without the firm's signature", _allowed),
    "recovery_key": ("IT's recovery key for sealed matters", lambda key: f"{key[:16]}…"),
    "demo_models": ("demo models", _allowed),
    "seal_required": ("new matters", lambda on: "must be sealed" if on else "may be unsealed"),
    "graphics": ("computing on graphics devices", _allowed),
}
"""In the order they are shown."""
