"""The bill of materials beside the report: what is here and nothing else, each part with its digest."""

from __future__ import annotations

import hashlib
import json
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from localcounsel.errors import BadCall
from localcounsel.flows import bill, report
from localcounsel.flows.checkup import installation
from localcounsel.flows.checkup.installation import Package
from localcounsel.flows.doctor import Examination
from localcounsel.records import ModelCard
from localcounsel.store import weights
from localcounsel.store.models import ModelShelf
from localcounsel.store.places import Places
from localcounsel.store.shelving import Shelving

WHEN = "2026-11-22T10:00:00Z"
GIVEN = Package("Given_Parts", "1.0", "MIT", 2, (), "ab" * 32, (("given/_fast.so", "cd" * 32),), spdx=True)
OWN = Package("localcounsel", "0.1.0", "Apache-2.0", 3, (), "ef" * 32)
SILENT = Package("silent", "2", "not stated", 1, ("silent.py",), "")


def written(places: Places, *packages: Package) -> dict[str, Any]:
    made = json.loads(bill.write(places, packages, WHEN))
    assert isinstance(made, dict)
    return made


def by_name(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {each["name"]: each for each in document["components"]}


def test_it_lists_packages_their_compiled_files_the_python_and_the_system(empty_home: Path) -> None:
    made = written(Places(empty_home), GIVEN, OWN, SILENT)
    assert (made["bomFormat"], made["specVersion"], made["metadata"]["timestamp"]) == ("CycloneDX", "1.6", WHEN)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", made["serialNumber"])
    assert made["metadata"]["component"]["name"] == "localcounsel"
    found = by_name(made)
    assert "localcounsel" not in found
    given = found["given-parts"]
    assert (given["purl"], given["licenses"]) == ("pkg:pypi/given-parts@1.0", [{"expression": "MIT"}])
    assert given["components"][0]["hashes"] == [{"alg": "SHA-256", "content": "cd" * 32}]
    assert "licenses" not in found["silent"]
    assert {"name": "localcounsel:files altered", "value": "1"} in found["silent"]["properties"]
    python = Path(sys.executable).resolve().read_bytes()
    assert found["CPython"]["hashes"][0]["content"] == hashlib.sha256(python).hexdigest()


def test_every_reference_stands_once_and_leads_somewhere(empty_home: Path) -> None:
    here = [installation.package(metadata.distribution(name)) for name in ("numpy", "cryptography", "platformdirs")]
    made = written(Places(empty_home), *here)
    parts = [made["metadata"]["component"], *made["components"]]
    inner = [each for part in parts for each in part.get("components", ())]
    references = [each["bom-ref"] for each in (*parts, *inner)]
    assert len(set(references)) == len(references)
    assert {each["ref"] for each in made["dependencies"]} == {each["bom-ref"] for each in parts}
    digests = [each["content"] for part in (*parts, *inner) for each in part.get("hashes", ())]
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in digests)
    assert len(inner) > 10
    assert made == written(Places(empty_home), *here)


def test_a_compiled_file_s_digest_is_the_files(empty_home: Path) -> None:
    numpy = metadata.distribution("numpy")
    name, digest = installation.package(numpy).native[0]
    path = Path(str(numpy.locate_file(name)))
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest


def test_models_are_named_with_every_file_and_on_whose_word_they_stand(empty_home: Path, tmp_path: Path) -> None:
    source = tmp_path / "m.gguf"
    source.write_bytes(b"GGUF" * 9)
    files, _ = weights.describe(source, "chat")
    card = ModelCard("waiting", "chat", "chatml", "<b>MIT\x1b[31m", 1, 1, files)
    Shelving(ModelShelf(Places(empty_home))).take_in(card, source)
    model = by_name(written(Places(empty_home), OWN))["waiting"]
    assert model["components"][0]["hashes"][0]["content"] == files[0].sha256
    assert {"name": "localcounsel:approval", "value": "unsigned"} in model["properties"]
    assert "\x1b" not in json.dumps(model, ensure_ascii=False)


def test_it_is_held_against_the_bundles_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "prefix", str(tmp_path / "venv"))
    assert (bill.bundles_hashes(), bill.disagreement([GIVEN])) == ({}, "")
    urls = ("pkg:pypi/given-parts@1.0", "pkg:pypi/gone@3")
    parts = [{"purl": url, "hashes": [{"content": "12" * 32}]} for url in urls]
    itself = {"purl": "pkg:pypi/localcounsel@0.1.0", "hashes": [{"content": "34" * 32}]}
    other = {
        "purl": "pkg:pypi/given-parts@1.0?file_name=given_parts-1.0-cp27-x.whl",
        "hashes": [{"content": "56" * 32}],
    }
    newer = {
        "purl": "pkg:pypi/given-parts@2.0?file_name=given_parts-2.0-cp27-x.whl",
        "hashes": [{"content": "78" * 32}],
    }
    brought = {"components": [*parts, other, newer], "metadata": {"component": itself}}
    (tmp_path / bill.BUNDLES).write_text(json.dumps(brought), "utf-8")
    said = bill.disagreement([GIVEN, OWN, SILENT])
    assert said == "not in the bundle's bill: silent@2; not installed: gone@3"
    home = Places(tmp_path / "home")
    assert by_name(written(home, GIVEN, OWN))["given-parts"]["hashes"][0]["content"] == "12" * 32
    (tmp_path / bill.BUNDLES).write_text("{", "utf-8")
    assert bill.bundles_hashes() == {}


def test_the_page_names_the_bills_digest(empty_home: Path, tmp_path: Path) -> None:
    done = Examination([], None, [GIVEN, OWN])
    made = report.save(Places(empty_home), done, tmp_path / "report.html", None)
    assert made.bill == tmp_path / "report.html.cdx.json"
    assert hashlib.sha256(made.bill.read_bytes()).hexdigest() == made.bill_sha256
    assert made.bill_sha256 in made.path.read_text("utf-8")
    report.check(tmp_path / "report.md", force=False)
    with pytest.raises(BadCall, match="exists already"):
        report.check(tmp_path / "report.html", force=False)
    made.path.unlink()
    with pytest.raises(BadCall, match=r"report\.html\.cdx\.json exists already"):
        report.check(tmp_path / "report.html", force=False)
