"""The page for the security file: whole, self-contained, without client names, and signed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from localcounsel.core.paper import Heading, Paragraph, Sheet, Table, plain
from localcounsel.errors import BadCall
from localcounsel.flows import installation_log, measured_here, report, report_page
from localcounsel.flows.checkup.installation import Package
from localcounsel.flows.checkup.line import attention, failed, passed
from localcounsel.flows.doctor import Examination
from localcounsel.flows.models import SHIPPED_MODELS
from localcounsel.store import firm_key, weights
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving
from tests.flows.test_doctor import run

HOSTILE = "<script>alert(1)</script>\x1b]52;c;aGk=\x07 | <img src=x onerror=y> \u202e"


@pytest.fixture
def done() -> Examination:
    """What a doctor found, with a client's name and hostile text in it."""
    checks = [
        passed("air gap", "72 of 72"),
        attention("libraries", HOSTILE, "Do this."),
        passed("matter Okafor v Northwind", "3 documents"),
    ]
    return Examination(checks, run(True), [Package("given", "1.0", "MIT", 2, (), "ab" * 32)])


@pytest.mark.parametrize("ending", [".html", ".md"])
def test_the_page_holds_everything_and_no_client_s_name(empty_home: Path, done: Examination, ending: str) -> None:
    path = empty_home.parent / f"report{ending}"
    made = report.save(Places(empty_home), done, path, None)
    text = path.read_text("utf-8")
    for wanted in ("Air gap", "UDP", "given", "MIT", "ab" * 32, "not signed", "Fixed by policy", "Approved models"):
        assert wanted in text
    assert "Okafor" not in text
    assert "\x1b" not in text and "\u202e" not in text
    assert (made.signature, made.key) == (None, "")
    (event,) = installation_log.log(Places(empty_home)).events()
    assert dict(event.details)["sha256"] == made.sha256


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_the_html_runs_nothing_and_fetches_nothing(empty_home: Path, done: Examination) -> None:
    text = report_page.html(report.sheet(Places(empty_home), done, "", "2026-11-22T10:00:00Z", ("a.cdx.json", "00")))
    parsed = _Tags()
    parsed.feed(text)
    assert not {"script", "img", "link", "iframe", "a", "object", "form", "base"} & set(parsed.tags)
    assert [name for name, _ in parsed.attributes if name.startswith("on") or name in ("src", "href")] == []
    assert not re.search(r"url\(|@import|https?:", text)
    assert "default-src 'none'" in text


def test_a_page_is_written_as_it_was_meant() -> None:
    table = Table(((plain("a"), plain("b\nc")),), ("H", "I"))
    text = report_page.html(Sheet("T", (Heading("S"), Paragraph(plain("p", bold=True, note="n")), table), "h", "now"))
    for wanted in ("<h2>S</h2>", "<strong>p</strong><sup>1</sup>", "<li>n</li>", '<th scope="col">H</th>', "b<br>c"):
        assert wanted in text


def test_the_signature_holds_also_for_openssl(empty_home: Path, tmp_path: Path, done: Examination) -> None:
    key = Ed25519PrivateKey.generate()
    made = report.save(Places(empty_home), done, tmp_path / "report.html", key)
    assert made.signature is not None
    (raw,) = firm_key.read_signatures(made.signature)
    key.public_key().verify(raw, made.path.read_bytes())
    assert made.key in made.path.read_text("utf-8")
    openssl = shutil.which("openssl")
    if openssl is None:
        return
    public, signature = tmp_path / "public.pem", tmp_path / "raw"
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    signature.write_bytes(raw)
    line = [openssl, "pkeyutl", "-verify", "-pubin", "-inkey", str(public), "-rawin"]
    line += ["-in", str(made.path), "-sigfile", str(signature)]
    done_by_others = subprocess.run(line, capture_output=True, text=True, timeout=60)
    assert done_by_others.returncode == 0, done_by_others.stderr
    made.path.write_bytes(made.path.read_bytes().replace(b"denied", b"DENIED", 1))
    assert subprocess.run(line, capture_output=True, timeout=60).returncode != 0


def test_another_ending_and_a_file_that_exists_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCall, match=r"ends in \.html or \.md"):
        report.check(tmp_path / "report.pdf", force=False)
    (tmp_path / "report.md").write_text("")
    with pytest.raises(BadCall, match="exists already"):
        report.check(tmp_path / "report.md", force=False)
    report.check(tmp_path / "report.md", force=True)


def _evaluated(home: Path, name: str, date: str, fingerprint: str, value: object, prose: str = "auto") -> None:
    folder = home / "evaluations" / name
    folder.mkdir(parents=True)
    run = {"date": date, "application": "LocalCounsel 0.1.0", "ranker": {"name": "r", "fingerprint": fingerprint}}
    run |= {"settings": {"ask": {"prose": prose}}}
    figures = [{"name": "found", "value": value, "low": 0.4, "high": 0.6, "count": 96, "unit": "share"}, "nonsense", {}]
    (folder / "report.json").write_text(json.dumps({"run": run, "tracks": {"retrieval": figures}}), "utf-8")


def test_the_last_evaluation_of_models_that_are_approved_is_shown(empty_home: Path, done: Examination) -> None:
    places = Places(empty_home)
    assert measured_here.latest(places) == (measured_here.NONE, [])
    Shelving(ModelShelf(places)).approve_shipped(SHIPPED_MODELS)
    (card,) = ModelShelf(places).list()
    fingerprint = weights.fingerprint(card.files)
    _evaluated(empty_home, "0", "2026-11-23T10:00:00+00:00", fingerprint, 0.1, prose="always")
    assert measured_here.latest(places)[0].endswith(measured_here.OF_ITS_OWN)
    _evaluated(empty_home, "1", "2026-11-20T10:00:00+00:00", fingerprint, 0.25)
    _evaluated(empty_home, "2", "2026-11-21T10:00:00+00:00", fingerprint, 0.5)
    _evaluated(empty_home, "3", "2026-11-22T10:00:00+00:00", "00" * 32, 0.75)
    (empty_home / "evaluations" / "4").mkdir()
    (empty_home / "evaluations" / "4" / "report.json").write_text("[1", "utf-8")
    words, rows = measured_here.latest(places)
    assert words == "on 2026-11-21 by LocalCounsel 0.1.0, of the sample matter, with r"
    assert rows == [("retrieval: found", "50.0 %", "40.0–60.0", "96")]
    assert "50.0 %" in report_page.html(report.sheet(places, done, "", "now", ("a.cdx.json", "00")))


def test_what_failed_stands_first(empty_home: Path, done: Examination) -> None:
    done.checks.append(failed("zeal", "gone", "Mend it."))
    text = report_page.html(report.sheet(Places(empty_home), done, "", "now", ("a.cdx.json", "00")))
    places = [text.index(f"<td class=short>{word}</td>") for word in ("FAIL", "ATTENTION", "pass")]
    assert places == sorted(places)
