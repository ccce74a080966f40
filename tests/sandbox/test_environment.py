"""Hostile and chatty environment variables reach neither a child nor the desk."""

from __future__ import annotations

import os

import pytest

from localcounsel.sandbox.environment import OURS, scrubbed
from tests.sandbox import programs

HOSTILE = (
    "TEXTUAL TEXTUAL_DRIVER TEXTUAL_LOG TEXTUAL_SCREENSHOT TEXTUAL_PRESS TEXTUAL_DEVTOOLS_HOST HF_ENDPOINT HF_TOKEN "
    "HF_HOME HUGGINGFACE_CO_URL_HOME PYTHONPATH PYTHONSTARTUP PYTHONINSPECT PYTHONBREAKPOINT PYTHONHOME LD_PRELOAD "
    "LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES ORT_TELEMETRY CHROMA_SERVER_HOST CHROMA_API_IMPL HTTP_PROXY "
    "https_proxy ALL_PROXY SSLKEYLOGFILE SSL_CERT_FILE OTEL_EXPORTER_OTLP_ENDPOINT GGML_BACKEND_PATH BROWSER PAGER "
    "MALLOC_TRACE GCONV_PATH OPENSSL_CONF TESSDATA_PREFIX DBUS_SESSION_BUS_ADDRESS SSH_AUTH_SOCK"
).split()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_child_never_sees_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "/tmp/hostile")
    assert name not in scrubbed()


def test_a_child_sees_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_TIME", "de_DE.UTF-8")
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    seen = scrubbed({"LOCALCOUNSEL_TRIAL": "1"})
    assert seen["PATH"] == os.environ["PATH"]
    assert (seen["LC_TIME"], seen["LOCALCOUNSEL_TRIAL"]) == ("de_DE.UTF-8", "1")
    assert OURS.items() <= seen.items()


def test_a_child_does_not_learn_who_sits_at_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USER", "LOGNAME", "USERNAME"):
        monkeypatch.setenv(name, "okafor")
    assert "okafor" not in scrubbed().values()


def test_the_desk_cleans_its_own() -> None:
    left = programs.answer(
        "import json, os\n"
        "from localcounsel.sandbox.bootstrap import contain\n"
        f"os.environ.update(dict.fromkeys({HOSTILE!r}, '/tmp/hostile'), LOCALCOUNSEL_HOME='/home', TERM='xterm')\n"
        "contain('desk')\n"
        "print(json.dumps(dict(os.environ)))\n"
    )
    assert set(HOSTILE) & set(left) == set()
    assert (left["LOCALCOUNSEL_HOME"], left["TERM"]) == ("/home", "xterm")
    assert OURS.items() <= left.items()
