"""Palette, help, keys, colours, one column: what the application is whatever matter is open."""

from __future__ import annotations

import pytest
from textual.theme import Theme

from localcounsel.errors import SettingsError
from localcounsel.store.settings import InterfaceSettings, Table
from localcounsel.tui import appearance, theme
from localcounsel.tui.app import CounselApp
from localcounsel.tui.commands import commands
from localcounsel.tui.screens.help import HelpScreen
from localcounsel.tui.screens.keys import KeyPrompt, KeysScreen
from localcounsel.tui.screens.matter import MatterScreen
from localcounsel.tui.screens.matters import MattersScreen
from localcounsel.tui.screens.palette import PaletteScreen
from localcounsel.tui.screens.settings import SettingsScreen
from localcounsel.tui.widgets.announcement import Announcement
from tests.tui.driving import screen_text, settle, type_and_settle
from tests.tui.scripted import Script


def _says(app: CounselApp) -> str:
    return " ".join(str(line.render()) for line in app.screen.query(Announcement))


async def test_the_palette_finds_by_a_few_letters_and_does_it(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p")
        assert isinstance(app.screen, PaletteScreen)
        await type_and_settle(pilot, "sett")
        assert "F12" in screen_text(app)
        await type_and_settle(pilot, "", "enter")
        assert isinstance(app.screen, SettingsScreen)
        await type_and_settle(pilot, "", "escape")
        assert isinstance(app.screen, MatterScreen)


async def test_the_palette_closes_by_its_own_key_and_does_nothing(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "ctrl+p", "ctrl+p")
        assert isinstance(app.screen, MatterScreen)
        await type_and_settle(pilot, "", "ctrl+p")
        await type_and_settle(pilot, "zzqqxx")
        assert "Nothing here is called that." in screen_text(app)
        await type_and_settle(pilot, "", "enter", "escape")
        assert isinstance(app.screen, MatterScreen)


async def test_an_action_of_a_widget_without_the_focus_can_be_done(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=(140, 45)) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "Q?", "enter")
        await type_and_settle(pilot, "", "ctrl+p")
        line = next(each for each in commands(app.screen_stack[-2]) if each.id == "answers.copy")
        await type_and_settle(pilot, line.words, "enter")
        assert "sixty (60) days" in app.clipboard


async def test_every_command_has_an_id_words_and_is_there_once(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        found = commands(app.screen)
        assert all(each.id and each.words and each.group for each in found)
        same = [(each.id, each.node) for each in found]
        assert len(same) == len(set(same))
        assert [each.keys for each in found if each.words == "Settings"] == [("F12",)]


async def test_changed_keys_work_and_help_names_them(script: Script, size: tuple[int, int]) -> None:
    script.shell.interface_settings = InterfaceSettings(keys=Table([("app.settings", "ctrl+y"), ("app.help", "f4")]))
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f4")
        assert isinstance(app.screen, HelpScreen)
        await type_and_settle(pilot, "", "slash")
        await type_and_settle(pilot, "settings")
        assert "Ctrl+Y" in screen_text(app)
        assert "F12" not in screen_text(app)
        await type_and_settle(pilot, "", "escape", "escape")
        assert isinstance(app.screen, MattersScreen)
        await type_and_settle(pilot, "", "f12")
        assert isinstance(app.screen, MattersScreen)
        await type_and_settle(pilot, "", "ctrl+y")
        assert isinstance(app.screen, SettingsScreen)


async def test_help_is_searched_and_says_when_nothing_is_found(script: Script) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f1", "slash")
        await type_and_settle(pilot, "made them up")
        text = screen_text(app)
        assert "✗ not on any page" in text
        assert "Earlier question" not in text
        await type_and_settle(pilot, "zzz")
        assert "Nothing in help has these words." in screen_text(app)
        await type_and_settle(pilot, "", "escape")
        assert "Earlier question" in screen_text(app)


async def test_help_leads_to_the_keys(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        await type_and_settle(pilot, "", "f1", "k")
        assert isinstance(app.screen, KeysScreen)


async def test_a_key_is_pressed_written_and_in_force_at_once(script: Script, size: tuple[int, int]) -> None:
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.action_keys()
        await settle(pilot)
        await type_and_settle(pilot, "/app.settings", "enter", "enter")
        assert isinstance(app.screen, KeyPrompt)
        await type_and_settle(pilot, "", "f11")
        assert "Health" in screen_text(app)
        await type_and_settle(pilot, "", "ctrl+y", "enter")
        assert script.shell.calls[-1] == ("keys", {"app.settings": "ctrl+y"})
        assert "Ctrl+Y" in screen_text(app)
        await type_and_settle(pilot, "+", "f6", "enter")
        assert script.shell.calls[-1] == ("keys", {"app.settings": "ctrl+y,f6"})
        await type_and_settle(pilot, "", "escape", "escape", "f6")
        assert isinstance(app.screen, SettingsScreen)
        await type_and_settle(pilot, "", "escape")
        app.action_keys()
        await settle(pilot)
        await type_and_settle(pilot, "/app.settings", "enter", "d")
        assert script.shell.calls[-1] == ("keys", {})


async def test_a_key_given_twice_is_told(script: Script, size: tuple[int, int]) -> None:
    script.shell.places.home.mkdir()
    script.shell.places.settings_file.write_text('[interface.keys]\n"matters.new" = "r"\n')
    app = CounselApp(script.ports())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.action_keys()
        await settle(pilot)
        await type_and_settle(pilot, "/matters.new", "enter")
        text = screen_text(app)
        assert "r stands for this too: Rename" in text


async def test_settings_with_a_mistake_are_told_and_the_application_starts(script: Script) -> None:
    def broken() -> InterfaceSettings:
        raise SettingsError("settings.toml: there is no section [inter].")

    from dataclasses import replace

    ports = script.ports()
    app = CounselApp(replace(ports, shell=replace(ports.shell, interface=broken)))
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        assert "there is no section [inter]" in screen_text(app)
        assert "Acme v. Beta" in screen_text(app)


@pytest.mark.parametrize("name", [*appearance.THEMES])
async def test_each_theme_is_worn_and_every_screen_drawn_in_it(
    script: Script, size: tuple[int, int], name: str
) -> None:
    app = CounselApp(script.ports(), "Acme v. Beta")
    async with app.run_test(size=size) as pilot:
        app.wear(name)
        await settle(pilot)
        assert app.theme == appearance.THEMES[name]
        for key in ("f12", "escape", "f11", "escape", "ctrl+p", "escape", "f1", "escape"):
            await type_and_settle(pilot, "", key)
        assert "Ask in your own words" in screen_text(app)
        styles = [segment.style for strip in app.screen._compositor.render_strips() for segment in strip]
        assert styles


async def test_without_colours_none_is_written_and_the_cursor_is_seen(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        app.wear("plain")
        await type_and_settle(pilot, "", "f12")
        segments = [each for strip in app.screen._compositor.render_strips() for each in strip]
        styles = [each.style for each in segments if each.style is not None]
        inks = [colour for style in styles for colour in (style.color, style.bgcolor) if colour is not None]
        assert [colour for colour in inks if not colour.is_default] == []
        assert any(each.style and each.style.reverse and "reading" in each.text for each in segments)


async def test_f9_goes_through_all_of_them(script: Script) -> None:
    app = CounselApp(script.ports())
    async with app.run_test() as pilot:
        await settle(pilot)
        seen = []
        for _ in appearance.THEMES:
            await pilot.press("f9")
            seen.append(app.theme)
        assert sorted(seen) == sorted(appearance.THEMES.values())
        assert not app.no_color


async def test_one_column_says_what_changes_in_one_line(script: Script) -> None:
    script.shell.interface_settings = InterfaceSettings(linear=True)
    script.rows.append(script.rows[0])
    app = CounselApp(script.ports())
    async with app.run_test(size=(140, 45), notifications=True) as pilot:
        await settle(pilot)
        assert app.screen.has_class("-narrow")
        assert app.animation_level == "none"
        await type_and_settle(pilot, "", "down")
        assert "2 of 2: Acme v. Beta" in _says(app)
        assert app.cursor_position[1] == app.screen.query_one("#list").region.y + 1
        await type_and_settle(pilot, "", "ctrl+g")
        assert "Open a matter first" in _says(app)
        assert not app._notifications
        await type_and_settle(pilot, "", "f1")
        assert not set("─│╭╮╰╯┃━") & set(screen_text(app))


@pytest.mark.parametrize(
    ("environment", "name"),
    [
        ({"TERM": "xterm-256color"}, "counsel-night"),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "counsel-day"),
        ({"TERM": "xterm-256color", "COLORFGBG": "15;default;0"}, "counsel-night"),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, "counsel-plain"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "counsel-night"),
        ({"TERM": "dumb", "COLORTERM": "truecolor"}, "counsel-plain"),
        ({"TERM": "linux"}, "counsel-sixteen"),
        ({"TERM": "xterm"}, "counsel-sixteen"),
        ({"TERM": "rxvt-16color", "COLORFGBG": "0;7"}, "counsel-sixteen-day"),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, "counsel-night"),
        ({"WT_SESSION": "x"}, "counsel-night"),
        ({}, "counsel-night"),
        ({"TERM": "xterm-kitty", "GTK_THEME": "HighContrastInverse"}, "counsel-contrast"),
    ],
)
def test_the_environment_chooses(environment: dict[str, str], name: str) -> None:
    assert appearance.theme_name("auto", environment) == name
    assert appearance.theme_name("day", environment) == "counsel-day"


def _luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("colours", "least"), [(theme.NIGHT, 4.5), (theme.DAY, 4.5), (theme.CONTRAST, 7.0)])
def test_every_ink_can_be_read_on_every_ground(colours: Theme, least: float) -> None:
    """WCAG 2.2: 4.5 to 1 for text (AA), 7 to 1 where high contrast is promised (AAA)."""
    variables = colours.variables
    inks = [colours.foreground, colours.primary, colours.success, colours.warning, colours.error]
    inks += [variables["soft"], variables["faint"]]
    grounds = [colours.background, colours.surface, colours.panel, variables["block-cursor-background"]]
    poor = {}
    for ink in inks:
        for ground in grounds:
            assert ink is not None
            assert ground is not None
            light, dark = sorted((_luminance(ink), _luminance(ground)), reverse=True)
            ratio = (light + 0.05) / (dark + 0.05)
            if ratio < (least if ground == colours.background else least * 0.75):
                poor[(ink, ground)] = round(ratio, 2)
    assert poor == {}
