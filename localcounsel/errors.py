"""Every error a person can meet. Each has a title, advice and the exit code the command line ends with.

CounselError                     1
├── BadCall                      2  wrong arguments
├── SettingsError                2
├── MatterError
│   ├── NoSuchMatter             3
│   ├── MatterExists             3
│   ├── MatterInUse              4  another desk has it open
│   ├── MatterDamaged            5
│   ├── NewerMatter              5  written by a later version
│   ├── BackupRefused            5  not what was saved, or saved by an unknown home
│   ├── OnLegalHold             14  nothing of it may be removed
│   └── MatterSealed            15  it opens with a passphrase only
│       └── WrongPassphrase     15
├── DocumentError                6  (also: `add` when something was left out)
│   ├── Unsupported  Damaged  Empty  TooLarge  WrongPassword  NeedsPassword
│   ├── Unreachable              the file is missing or may not be read
│   └── ReaderLimit              ran out of time, memory, pages or characters
├── NoSuchDocument               3
├── ModelError                   7
│   ├── NoModel  NoKey  ModelTooLarge  ModelDamaged
│   └── NotApproved
│       └── ModelUnsuitable      nothing that may be taken in as a model
├── EngineError                  8
│   ├── EngineDied  EngineRefused  EngineBusy  PromptTooLong
├── StorageError                 9  disk full, read-only, I/O
├── Containment                 10  the network sandbox is not in force
├── ForbiddenByPolicy           11  IT has fixed it otherwise
│   └── PolicyError              the policy file cannot be trusted or understood
└── Cancelled                  130
"""

from __future__ import annotations

from typing import ClassVar


class CounselError(Exception):
    """Base of every error that is shown to a person.

    `message` says what happened and names the file or matter; `advice` says what to do.
    """

    title: ClassVar[str] = "LocalCounsel could not do that"
    default_advice: ClassVar[str] = "Run `localcounsel doctor` to see what may be wrong."
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice or self.default_advice

    @property
    def name(self) -> str:
        """The name under which the error crosses a process boundary."""
        return type(self).__name__


class BadCall(CounselError):
    title = "That command cannot be run as written"
    default_advice = "See `localcounsel --help`."
    exit_code = 2


class SettingsError(CounselError):
    title = "The settings file has a mistake"
    default_advice = "Correct the named key; docs/settings.md lists all of them."
    exit_code = 2


class MatterError(CounselError):
    title = "The matter cannot be opened"
    default_advice = "List the matters with `localcounsel matter list`."
    exit_code = 3


class NoSuchMatter(MatterError):
    title = "There is no matter of that name"


class MatterExists(MatterError):
    title = "A matter of that name exists already"
    default_advice = "Choose another name, or open the existing matter."


class MatterInUse(MatterError):
    title = "The matter is open at another desk"
    default_advice = "Close the other window or command and try again."
    exit_code = 4


class MatterDamaged(MatterError):
    title = "The matter's store is damaged"
    default_advice = "Keep the folder as it is and restore from a backup; the original files are untouched."
    exit_code = 5


class NewerMatter(MatterError):
    title = "The matter was written by a newer LocalCounsel"
    default_advice = "Open it with that version; this one will not touch it."
    exit_code = 5


class BackupRefused(MatterError):
    title = "The backup is not used"
    default_advice = "Nothing was changed. Use another copy of the backup."
    exit_code = 5


class OnLegalHold(MatterError):
    title = "The matter is on legal hold"
    default_advice = "Ask whoever put it on hold. `localcounsel hold MATTER off --reason TEXT` lifts it, on record."
    exit_code = 14


class MatterSealed(MatterError):
    title = "The matter is sealed"
    default_advice = "Give its passphrase: at the prompt, or with `--passphrase-file FILE`."
    exit_code = 15

    def __init__(self, message: str, advice: str | None = None, matter: str = "") -> None:
        super().__init__(message, advice)
        self.matter = matter
        """Its name, for whoever asks for the passphrase."""


class WrongPassphrase(MatterSealed):
    title = "The passphrase does not open the matter"
    default_advice = "Type it again. Nobody can open the matter without it."


class DocumentError(CounselError):
    title = "The document could not be taken in"
    default_advice = "Open the file in its own program to see whether it is sound."
    exit_code = 6


class Unsupported(DocumentError):
    title = "This kind of file cannot be read"
    default_advice = "Convert it to PDF, DOCX or text and add it again."


class Damaged(DocumentError):
    title = "The file is damaged"
    default_advice = "Ask for a new copy, or open it in its own program and save it again."


class Empty(DocumentError):
    title = "The file is empty"
    default_advice = "Ask for a new copy."


class TooLarge(DocumentError):
    title = "The file is larger than the limit"
    default_advice = "Split it, or raise the limit in the settings under [reading]."


class NeedsPassword(DocumentError):
    title = "The file is encrypted"
    default_advice = "Give its password: `--password`, or the prompt in the application."


class WrongPassword(NeedsPassword):
    title = "The password does not open the file"


class Unreachable(DocumentError):
    title = "The file cannot be opened"
    default_advice = "Check that it exists and that you may read it."


class ReaderLimit(DocumentError):
    title = "Reading the file went over a limit"
    default_advice = "The file may be built to exhaust the machine. Split it, or raise the limit in [reading]."


class NoSuchDocument(CounselError):
    title = "There is no document of that name in the matter"
    default_advice = "List the documents with `localcounsel status MATTER`."
    exit_code = 3


class ModelError(CounselError):
    title = "The model cannot be used"
    default_advice = "List the approved models with `localcounsel models list`."
    exit_code = 7


class NoModel(ModelError):
    title = "There is no approved model for this"
    default_advice = "Ask IT to import one: `localcounsel models import PATH`."


class NoKey(ModelError):
    title = "There is no key to sign models with"
    default_advice = "Make one: `localcounsel models keygen`. In a firm, IT makes it once and installs its public half."


class NotApproved(ModelError):
    title = "The model is not the one that was approved"
    default_advice = "Do not use it. Ask IT to import and approve it again."


class ModelUnsuitable(NotApproved):
    title = "This cannot be taken in as a model"
    default_advice = "Choose another one; docs/models.md says what can be imported."


class ModelTooLarge(ModelError):
    title = "The model does not fit into this machine's memory"
    default_advice = "Close other programs, choose a smaller context in [model], or choose a smaller model."


class ModelDamaged(ModelError):
    title = "The model file cannot be loaded"
    default_advice = "Import it again from its source."


class EngineError(CounselError):
    title = "The engine could not do that"
    default_advice = "Nothing was lost. Try again."
    exit_code = 8


class EngineDied(EngineError):
    title = "The engine stopped unexpectedly"
    default_advice = "Nothing was lost; it starts again with the next question."


class EngineRefused(EngineError):
    title = "The engine refused the request"


class EngineBusy(EngineError):
    title = "The engine is still at work on something else"
    default_advice = "Wait for it to finish, or cancel it."


class PromptTooLong(EngineError):
    title = "The question does not fit into the model's context"
    default_advice = "Shorten the question, or start a new conversation."


class StorageError(CounselError):
    title = "The disk did not take it"
    default_advice = "Free some space or check that the folder can be written; then run the command again."
    exit_code = 9


class Containment(CounselError):
    title = "The network sandbox is not in force"
    default_advice = "No matter is opened without it. See docs/security.md, `Containment`."
    exit_code = 10


class ForbiddenByPolicy(CounselError):
    title = "IT's policy does not allow that"
    default_advice = "See what is fixed with `localcounsel policy show`, and ask IT if it should be otherwise."
    exit_code = 11


class PolicyError(ForbiddenByPolicy):
    title = "IT's policy file cannot be relied on"
    default_advice = "Nothing is done until IT has put it right: docs/security.md, `The policy file`."


class Cancelled(CounselError):
    title = "Stopped"
    default_advice = "What was finished is kept; run it again to go on."
    exit_code = 130


def by_name(name: str) -> type[CounselError]:
    """The error class called `name`, or EngineError for a name that is not ours.

    Errors cross process boundaries as names; a child cannot make the desk raise anything else.
    """
    pending = [CounselError]
    while pending:
        kind = pending.pop()
        if kind.__name__ == name:
            return kind
        pending.extend(kind.__subclasses__())
    return EngineError
