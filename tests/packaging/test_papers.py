"""What a bundle says of itself is right: bill of materials, licences, host names, manual page, archive."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from localcounsel import cli
from tests.packaging.bundles import seal, toy, wheel

from offline import archive, baseline, binaries, hosts, licences, man_page, sbom  # isort: skip - found beside the builder
from offline.wheels import Wheel  # isort: skip

BINARY = b"\x7fELF" + b"\0" * 40 + b"GLIBC_2.17\0GLIBC_2.34\0"


def test_the_bill_lists_what_is_installed_and_tells_tools_apart(tmp_path: Path) -> None:
    names = ("localcounsel", "chroma-like", "pip")
    made = [wheel(tmp_path, name, "1.0", {f"{name.replace('-', '_')}.py": b""}) for name in names]
    found = [(each, licences.collect(each, tmp_path / "licences")) for each in made]
    part = sbom.Part("library", "libgomp", "1", "GPL-3.0-or-later WITH GCC-exception-3.1", "0" * 64)
    bill = json.loads(sbom.write("1.0", "2026-01-01T00:00:00Z", found, [part]))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", bill["serialNumber"])
    assert [each["name"] for each in bill["components"]] == ["libgomp", "chroma-like"]
    assert bill["metadata"]["component"]["name"] == "localcounsel"
    assert [each["name"] for each in bill["metadata"]["tools"]["components"]] == ["pip"]
    references = [each["bom-ref"] for each in (*bill["components"], bill["metadata"]["component"])]
    assert len(set(references)) == len(references)
    assert {each["ref"] for each in bill["dependencies"]} == set(references)
    assert all(re.fullmatch(r"[0-9a-f]{64}", each["hashes"][0]["content"]) for each in bill["components"])
    assert json.loads(sbom.write("1.0", "2026-01-01T00:00:00Z", found, [part])) == bill


def test_the_same_package_for_two_pythons_is_told_apart_by_its_file(tmp_path: Path) -> None:
    own = wheel(tmp_path, "localcounsel", "1.0", {"localcounsel.py": b""})
    one = wheel(tmp_path, "native-part", "1.0", {"native_part.py": b""})
    two = Wheel(one.path.with_name("native_part-1.0-cp312-cp312-linux_x86_64.whl"), one.name, one.version, "0" * 64)
    silent = licences.Licence("native-part", "1.0", "", ())
    found = [(own, licences.Licence("localcounsel", "1.0", "", ())), (one, silent), (two, silent)]
    bill = json.loads(sbom.write("1.0", "2026-01-01T00:00:00Z", found, []))
    urls = [each["purl"] for each in bill["components"]]
    assert urls == [f"pkg:pypi/native-part@1.0?file_name={each.path.name}" for each in (two, one)]
    assert len({each["bom-ref"] for each in bill["components"]}) == 2


def test_licence_texts_are_taken_and_a_silent_package_is_named(tmp_path: Path) -> None:
    made = wheel(tmp_path, "spoken", "1.0", {"spoken.py": b"", "spoken/license_check.py": b"code"})
    found = licences.collect(made, tmp_path / "licences")
    assert (found.expression, len(found.texts)) == ("MIT", 1)
    assert (tmp_path / found.texts[0]).read_bytes() == b"Permission is hereby granted.\n"
    silent = licences.Licence("silent", "2", "", ())
    assert "| silent | 2 | not stated | the package carries none |" in licences.overview([found, silent])


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\0https://telemetry.example.com/v1\0", {"telemetry.example.com"}),
        (b"POST wss://user:pw@a-b.example.io:443/x", {"a-b.example.io"}),
        (b"\0collector.internal.example.net\0", {"collector.internal.example.net"}),
        (b"http://192.0.2.7:8080/", {"192.0.2.7"}),
        (b"http://localhost:8000", {"localhost"}),
        (b"std.io.Writer module.community main.committee", set()),
        (b"http://%s:%d/", set()),
    ],
)
def test_host_names_are_found_in_bytes(content: bytes, expected: set[str]) -> None:
    assert binaries.hosts(content) == expected


def test_a_new_host_name_in_a_compiled_file_stops_the_build(tmp_path: Path) -> None:
    made = wheel(tmp_path, "native-part", "1.0", {"n/_x.so": BINARY + b"\0https://home.example.com\0", "n/x.py": b""})
    found = hosts.scan(binaries.in_wheel(made.path))
    assert found == {("native-part", "home.example.com"): ["n/_x.so"]}
    nothing = hosts.Allowed("")
    assert hosts.unexplained(found, nothing) == ["native-part: home.example.com (in n/_x.so)"]
    group = '[[allowed]]\npackage = "native-part"\nreason = "Named in a message."\nhosts = ["home.example.com"]\n'
    assert hosts.unexplained(found, hosts.Allowed(group)) == []
    assert hosts.unexplained(found, hosts.Allowed(group.replace("native-part", "another"))) != []


@pytest.mark.parametrize(
    "text",
    [
        '[[allowed]]\npackage = "a"\nreason = ""\nhosts = ["x.org"]\n',
        '[[allowed]]\npackage = "a"\nreason = "Said twice over."\nhosts = ["x.org", "x.org"]\n',
    ],
)
def test_an_allowed_name_needs_a_reason_and_stands_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"no reason|twice"):
        hosts.Allowed(text)


def test_the_list_of_allowed_names_can_be_read_and_names_no_collector_elsewhere() -> None:
    allowed = hosts.Allowed(hosts.LIST.read_text(encoding="utf-8"))
    assert len(allowed.reasons) > 50
    assert not [
        host
        for _, host in allowed.reasons
        if re.search(r"telemetry|posthog|sentry|segment|amplitude", host) and not host.startswith("portrust.")
    ]


def test_the_c_library_that_is_needed_is_read_from_the_files() -> None:
    one = binaries.Binary("a", "a.so", BINARY)
    assert binaries.newest_glibc(iter([one, binaries.Binary("b", "b.so", b"\x7fELFGLIBC_2.9\0")])) == "2.34"


@pytest.mark.parametrize(
    ("mnemonic", "later"),
    [
        ("mov", False),
        ("mulpd", False),
        ("movaps", False),
        ("cvttsd2si", False),
        ("vmovaps", True),
        ("vpdpbusd", True),
        ("pshufb", True),
        ("popcnt", True),
        ("shlx", True),
        ("kmovw", True),
        ("tdpbssd", True),
        ("bsf", False),
    ],
)
def test_instructions_are_told_apart(mnemonic: str, later: bool) -> None:
    assert baseline.is_later(mnemonic) is later


@pytest.mark.skipif(shutil.which("objdump") is None or shutil.which("gcc") is None, reason="needs gcc and objdump")
def test_a_file_compiled_for_a_newer_processor_is_found_out(tmp_path: Path) -> None:
    source = tmp_path / "add.c"
    source.write_text("void add(float *a, float *b) { for (int i = 0; i < 64; i++) a[i] += b[i]; }", encoding="utf-8")
    for name, flags in (("plain", ["-march=x86-64"]), ("wide", ["-mavx2"])):
        command = ["gcc", "-O3", *flags, "-shared", "-fPIC", "-o", str(tmp_path / f"{name}.so"), str(source)]
        subprocess.run(command, check=True)
    assert baseline.beyond(tmp_path / "plain.so") == {}
    assert "add" in baseline.beyond(tmp_path / "wide.so")


def test_the_manual_page_has_every_verb_of_the_command_line(tmp_path: Path) -> None:
    parser = cli.parser()
    page = man_page.write(parser, "0.1.0", "2026-01-01")
    actions = [each for each in parser._actions if hasattr(each, "_choices_actions")]
    for choice in actions[0]._choices_actions:
        assert rf"\fB{choice.dest}".replace("-", r"\-") in page, choice.dest
    assert r"\fBsetup" not in page, "a verb without description is the installer's"
    if shutil.which("groff"):
        (tmp_path / "page.1").write_text(page, encoding="utf-8")
        command = ["groff", "-ww", "-man", "-k", "-Tutf8", "-z", str(tmp_path / "page.1")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_the_same_bundle_packs_to_the_same_bytes(tmp_path: Path) -> None:
    folder = toy(tmp_path / "localcounsel-0.1.0")
    archive.pack(folder, tmp_path / "a.tar.gz", 1_000)
    seal(folder, None)
    archive.pack(folder, tmp_path / "b.tar.gz", 1_000)
    assert (tmp_path / "a.tar.gz").read_bytes() == (tmp_path / "b.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "a.tar.gz") as packed:
        assert packed.getmember("localcounsel-0.1.0/install.sh").mode == 0o755
        assert {(each.uid, each.mtime) for each in packed} == {(0, 1_000)}


def test_a_bundle_with_a_link_or_a_double_name_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "Guide.md").write_text("a", encoding="utf-8")
    (folder / "guide.md").write_text("b", encoding="utf-8")
    with pytest.raises(ValueError, match="of its own"):
        archive.write_sums(folder)
    (folder / "guide.md").unlink()
    (folder / "link").symlink_to("Guide.md")
    with pytest.raises(ValueError, match="is a link"):
        archive.write_sums(folder)
