"""The page viewer's other face: the page as it is printed instead of its text."""

from __future__ import annotations

from functools import partial

from localcounsel.errors import Cancelled, CounselError
from localcounsel.records import Page
from localcounsel.tui.language import _
from localcounsel.tui.pictures.terminal import NONE
from localcounsel.tui.screens import counsel
from localcounsel.tui.screens.stepping import SteppingScreen
from localcounsel.tui.widgets.picture_view import Order, Picture, PictureView, made
from localcounsel.tui.workers import background


class PicturingScreen(SteppingScreen):
    """Adds the picture of the page; the key stands with the viewer's own."""

    _drawn_at: tuple[str, int, Order] | None = None

    @property
    def picturing(self) -> bool:
        """Whether the page is shown as a picture."""
        return bool(self.query_one(PictureView).display)

    def action_picture(self) -> None:
        """The page as it is printed, or its text again."""
        view = self.query_one(PictureView)
        if not view.display and counsel(self).pictures_wanted == NONE:
            counsel(self).say(_("Pictures of pages are turned off in the settings."))
            return
        view.display = not view.display
        self.text.display = not view.display
        (view if view.display else self.text).focus()
        if view.display:
            self.call_after_refresh(self._paint)
        else:
            view.clear()
            self._drawn_at = None
            self._headline()

    def page_shown(self, page: Page) -> None:
        if self.picturing:
            self.query_one(PictureView).begin()
            self._paint()

    def on_picture_view_wanted(self, event: PictureView.Wanted) -> None:
        event.stop()
        self._paint()

    def on_resize(self) -> None:
        super().on_resize()
        if self.picturing:
            self.call_after_refresh(self._paint)

    def _paint(self) -> None:
        from localcounsel.flows.picturing import Wanted

        order = self.query_one(PictureView).order
        key = (self.here.document_id, self.here.page, order)
        if key == self._drawn_at or not self.picturing:
            return
        if order.protocol == NONE:
            self.action_picture()
            return
        self._drawn_at = key
        wanted = Wanted(self.here.page, order.width, order.palette)
        work = partial(made, order, partial(counsel(self).reading.picture, self._desk, key[0], wanted))
        background(self, work, partial(self._painted, key), partial(self._not_painted, key), group="picture")

    def _painted(self, key: tuple[str, int, Order], picture: Picture) -> None:
        if key == self._drawn_at and self.picturing:
            self.query_one(PictureView).show(picture)

    def _not_painted(self, key: tuple[str, int, Order], problem: CounselError) -> None:
        if key != self._drawn_at or not self.picturing:
            return
        self.action_picture()
        if not isinstance(problem, Cancelled):
            counsel(self).report(problem)
