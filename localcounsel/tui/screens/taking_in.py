"""Taking files in, on the screen of documents: adding, reading again what changed, pausing, stopping, passwords."""

from __future__ import annotations

from pathlib import Path

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from localcounsel.core.filing import Filed, OnDisk
from localcounsel.tui import show
from localcounsel.tui.batch import batch
from localcounsel.tui.language import _
from localcounsel.tui.ports import Desk, Ports
from localcounsel.tui.progress import Progress
from localcounsel.tui.screens.add_files import AddScreen
from localcounsel.tui.screens.filing import failed
from localcounsel.tui.screens.marking import MarkingScreen
from localcounsel.tui.screens.prompts import LinePrompt
from localcounsel.tui.widgets.intake import Intake


class TakingInScreen(MarkingScreen):
    """The batch goes on beside the questions; this screen only steers it."""

    _chosen: dict[str, str]

    def __init__(self, ports: Ports, desk: Desk, intake: Intake) -> None:
        super().__init__(ports, desk)
        self._intake = intake
        self._seen = 0

    def below(self) -> ComposeResult:
        """The lines about the batch."""
        yield Static(id="batch", markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that would do nothing now are not offered."""
        progress = self._intake.progress
        if action == "stop":
            return self._intake.running
        if action == "pause":
            return self._intake.running and not progress.paused
        if action == "go_on":
            return self._intake.running and progress.paused
        if action == "password":
            return self._locked is not None
        if action == "read_again":
            return bool(self._changed())
        if action in ("label_shown", "exclude_shown"):
            return bool(self._filter)
        if action == "undo":
            return bool(self._undo)
        return True

    def action_add(self) -> None:
        self._ask_for_files("")

    def _ask_for_files(self, pasted: str) -> None:
        self.app.push_screen(AddScreen(pasted), self._add)

    def _add(self, paths: list[Path] | None) -> None:
        if paths:
            self._intake.add(self._desk, paths)

    def action_pause(self) -> None:
        self._intake.pause()

    def action_go_on(self) -> None:
        self._intake.resume()

    def action_stop(self) -> None:
        self._intake.stop()

    def _changed(self) -> list[Filed]:
        """The changed files under the cursor; all of the matter when there are none under it."""
        if not self._whole.changed or not self.is_mounted:
            return []
        here = [each for each in self.folders.files_below() if each.on_disk is OnDisk.CHANGED]
        return here or [each for each in self._files if each.on_disk is OnDisk.CHANGED]

    def action_read_again(self) -> None:
        """Take in what changed on the disk; its labels stay."""
        if files := self._changed():
            self._intake.add(self._desk, [Path(each.copy.path) for each in files])

    @property
    def _locked(self) -> Filed | None:
        """The file under the cursor, if it could not be read and a password might open it."""
        node = self.folders.item if self.is_mounted else None
        filed = node.filed if node is not None else None
        return filed if filed is not None and failed(filed) and not filed.copy.parent else None

    def action_password(self) -> None:
        """Give the password of an encrypted file."""
        filed = self._locked
        if filed is None:
            return
        about = show.words(_("Of "), show.one_line(filed.name, "bold"), _(". It is used once and not kept."))
        path = Path(filed.copy.path)

        def open_with(password: str | None) -> None:
            if password:
                self._intake.add(self._desk, [path], password)

        self.app.push_screen(LinePrompt(_("Password"), about, password=True), open_with)

    def _progressed(self, progress: Progress) -> None:
        changed = progress.taken + len(progress.left_out)
        over = not progress.running or (progress.indexing is not None and not progress.file)
        if changed != self._seen or over:
            self._seen = changed
            self._load()
        if not progress.running and progress.finished is not None:
            self.action_compare()
        self._tell(progress)
        self.refresh_bindings()

    def _tell(self, progress: Progress) -> None:
        lines = batch(progress, len(self._chosen), self.size.width - 4)
        place = self.query_one("#batch", Static)
        place.update(Content("\n").join(lines) if lines else "")
        place.display = bool(lines)
