"""Each line of the doctor's says what is wrong when it is wrong, and what to do."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import sys
from importlib.metadata import PathDistribution
from pathlib import Path

import pytest

from localcounsel.errors import Containment
from localcounsel.flows import airgap
from localcounsel.flows.airgap import AirGap
from localcounsel.flows.checkup import bundle, containment, disk, holdings, installation
from localcounsel.flows.checkup.line import Standing
from localcounsel.flows.doctor import Examination
from localcounsel.sandbox import policy as trusted
from localcounsel.sandbox import verify
from localcounsel.sandbox.verify import Attempt, Trial
from localcounsel.store import firm_key, volume
from localcounsel.store.places import Places
from localcounsel.store.volume import Volume

KINDS = verify.kinds()


def run(enforced: bool, open_way: str = "") -> AirGap:
    tried = tuple(Attempt(kind, kind != open_way, "EPERM") for kind in KINDS)
    return AirGap("2026-11-22T10:00:00+00:00", "by trial", enforced, (Trial("desk", tried), Trial("reader", tried)))


@pytest.mark.parametrize(
    ("made", "standing"),
    [
        (run(True), Standing.PASS),
        (run(False), Standing.ATTENTION),
        (run(True, "UDP"), Standing.FAIL),
        (run(False, "UDP"), Standing.FAIL),
    ],
)
def test_the_air_gap_is_a_pass_only_when_the_system_refuses_everything(made: AirGap, standing: Standing) -> None:
    line = containment.airgap_line(made)
    assert line.standing is standing
    assert made.holds is (standing is Standing.PASS)
    assert ("UDP" in line.finding) is (standing is Standing.FAIL)
    assert bool(line.advice) is (standing is not Standing.PASS)


def test_no_trial_is_not_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(role: str) -> None:
        raise Containment("the trial gave no result")

    monkeypatch.setattr(verify, "trial", refuse)
    monkeypatch.setattr(verify, "attempts", lambda: ())
    lines, made = containment.lines()
    assert [line.standing for line in lines if line.what == "air gap"] == [Standing.FAIL]
    assert not made.holds


def test_the_table_has_a_row_for_each_way_and_shows_what_is_open() -> None:
    heads, rows = airgap.as_table(run(True, "UDP"))
    assert heads == ("Way out", "desk", "reader")
    assert [row[0] for row in rows] == list(KINDS)
    assert {row[0]: row[1] for row in rows}["UDP"] == "OPEN (EPERM)"


def test_the_outcome_is_put_on_record(empty_home: Path) -> None:
    places = Places(empty_home)
    event = airgap.put_on_record(places, run(True, "UDP"))
    details = dict(event.details)
    assert (details["denied"], details["attempts"], details["open"]) == ("22", "24", "UDP")
    assert airgap.put_on_record(places, run(True)).previous == event.digest


def test_a_policy_that_cannot_be_relied_on_is_a_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "policy.toml"
    monkeypatch.setattr(trusted, "system_file", lambda: tmp_path / "none" / "policy.toml")
    monkeypatch.setattr(trusted, "FILE", path)
    for text, standing in (
        ("", Standing.PASS),
        ("clipbord = true", Standing.FAIL),
        ('containment = "off"', Standing.FAIL),
        ("clipboard = false", Standing.PASS),
    ):
        path.write_text(text)
        path.chmod(0o644)
        assert containment.policy_line().standing is standing, text


@pytest.fixture
def package(tmp_path: Path) -> tuple[PathDistribution, Path]:
    """An installed package of two files, and where it lies."""
    info = tmp_path / "given-1.0.dist-info"
    info.mkdir()
    rows = []
    for name in ("given/a.py", "given/b.so"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode() * 100)
        digest = base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()
        rows.append(f"{name},sha256={digest},{path.stat().st_size}")
    (info / "RECORD").write_text("\n".join([*rows, "given-1.0.dist-info/RECORD,,"]) + "\n")
    (info / "METADATA").write_text("Metadata-Version: 2.4\nName: given\nVersion: 1.0\nLicense-Expression: MIT\n")
    return PathDistribution(info), tmp_path


def test_a_package_as_installed_passes(package: tuple[PathDistribution, Path]) -> None:
    found = installation.package(package[0])
    assert (found.name, found.version, found.licence, found.files, found.changed) == ("given", "1.0", "MIT", 2, ())


@pytest.mark.parametrize("harm", ["one bit", "cut short", "missing", "longer"])
def test_every_change_to_an_installed_file_is_found(package: tuple[PathDistribution, Path], harm: str) -> None:
    distribution, folder = package
    path = folder / "given/b.so"
    content = bytearray(path.read_bytes())
    if harm == "missing":
        path.unlink()
    else:
        content[50] ^= 1 if harm == "one bit" else 0
        path.write_bytes(content[:-1] if harm == "cut short" else content + b"x" * (harm == "longer"))
    found = installation.package(distribution)
    assert found.changed == ("given/b.so",)
    assert [line.standing for line in installation.lines([found])][1:] == [Standing.FAIL]


def test_a_digest_of_an_unknown_kind_is_no_digest(package: tuple[PathDistribution, Path]) -> None:
    record = package[1] / "given-1.0.dist-info" / "RECORD"
    record.write_text(record.read_text().replace("sha256=", "none="))
    assert len(installation.package(package[0]).changed) == 2


@pytest.mark.parametrize("harm", ["", "altered", "missing", "added", "link moved", "list damaged"])
def test_a_bundle_s_files_are_held_against_its_list(tmp_path: Path, harm: str) -> None:
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "a").write_text("a")
    (tmp_path / "b").write_text("b")
    (tmp_path / "link").symlink_to("b")
    digests = {name: hashlib.sha256(name[-1].encode()).hexdigest() for name in ("venv/a", "b")}
    (tmp_path / bundle.LIST).write_text(json.dumps({"format": 1, "files": {**digests, "link": "link to b"}}))
    match harm:
        case "altered":
            (tmp_path / "b").write_text("B")
        case "missing":
            (tmp_path / "venv" / "a").unlink()
        case "added":
            (tmp_path / "venv" / "sitecustomize.py").write_text("")
        case "link moved":
            (tmp_path / "link").unlink()
            (tmp_path / "link").symlink_to("venv/a")
        case "list damaged":
            (tmp_path / bundle.LIST).write_text("[]")
    files, signature = bundle.lines(tmp_path / "venv")
    assert files.standing is (Standing.FAIL if harm else Standing.PASS), files
    assert (signature.standing, signature.finding) == (Standing.ATTENTION, "the bundle was not signed")
    assert list(bundle.lines(tmp_path / "venv" / "deeper")) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has access lists and no mode")
def test_whatever_others_could_look_into_is_named(empty_home: Path) -> None:
    places = Places(empty_home)
    (empty_home / "matters").mkdir(mode=0o700)
    store = empty_home / "matters" / "store.sqlite"
    store.touch(mode=0o600)
    assert disk.permissions(places).standing is Standing.PASS
    for path, mode in ((store, 0o640), (empty_home / "matters", 0o711), (empty_home, 0o755)):
        before = path.stat().st_mode
        path.chmod(mode)
        line = disk.permissions(places)
        assert (line.standing, str(path) in line.finding) == (Standing.FAIL, True)
        path.chmod(before)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="giving a file away takes root")
def test_a_file_of_another_user_is_named(empty_home: Path) -> None:
    path = empty_home / "planted"
    path.touch(mode=0o600)
    os.chown(path, 65534, 65534)
    assert disk.permissions(Places(empty_home)).standing is Standing.FAIL


@pytest.mark.parametrize(
    ("encrypted", "standing"), [(True, Standing.PASS), (False, Standing.ATTENTION), (None, Standing.ATTENTION)]
)
def test_encryption_that_is_not_there_or_not_known_wants_attention(
    empty_home: Path, monkeypatch: pytest.MonkeyPatch, encrypted: bool | None, standing: Standing
) -> None:
    monkeypatch.setattr(volume, "about", lambda path: Volume("/", "ext4", encrypted=encrypted, how="told"))
    lines = {line.what: line for line in disk.lines(Places(empty_home))}
    assert lines["disk encryption"].standing is standing


def test_data_on_a_share_is_a_fail(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volume, "about", lambda path: Volume("/x", "nfs4", remote="/x is mounted from another machine"))
    assert {line.what: line.standing for line in disk.lines(Places(empty_home))}[
        "data on this machine"
    ] is Standing.FAIL


def test_a_home_without_models_wants_attention_and_a_bad_key_fails(
    empty_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = {line.what: line.standing for line in holdings.lines(Places(empty_home))}
    assert lines["a model that writes answers"] is Standing.ATTENTION
    assert lines["the firm's key"] is Standing.ATTENTION
    (tmp_path / firm_key.NAME).write_text("not a key")
    (tmp_path / firm_key.NAME).chmod(0o644)
    monkeypatch.setattr(trusted, "FILE", tmp_path / "policy.toml")
    assert {line.what: line.standing for line in holdings.lines(Places(empty_home))}["the firm's key"] is Standing.FAIL


def test_the_worst_line_decides() -> None:
    done = Examination()
    assert done.worst is Standing.PASS
    for made, worst in (
        (run(True), "pass"),
        (run(False), "attention"),
        (run(True, "UDP"), "fail"),
        (run(True), "fail"),
    ):
        done.checks.append(containment.airgap_line(made))
        assert done.worst.value == worst
