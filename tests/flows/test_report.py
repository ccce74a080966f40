"""The page for the security file: whole, self-contained, without client names, and signed."""

from __future__ import annotations

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
from localcounsel.flows import installation_log, report, report_page
from localcounsel.flows.checkup.installation import Package
from localcounsel.flows.checkup.line import attention, passed
from localcounsel.flows.doctor import Examination
from localcounsel.store import firm_key
from localcounsel.store.places import Places
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
    text = report_page.html(report.sheet(Places(empty_home), done, ""))
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
    raw = firm_key.read_signature(made.signature)
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
