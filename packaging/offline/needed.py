"""What of the lock goes into a bundle and what does not, with the reason for each that stays out.

Whatever is not named here goes in: a new dependency is carried until somebody says why not.
"""

from __future__ import annotations

PREPARATION = {
    "sentence-transformers": "reads an embedder to prepare and compare it; the prepared one runs on onnxruntime",
    "transformers": "what sentence-transformers reads models with",
    "torch": "what they compute with",
    "scikit-learn": "asked for by sentence-transformers",
    "scipy": "asked for by scikit-learn",
    "joblib": "asked for by scikit-learn",
    "threadpoolctl": "asked for by scikit-learn",
    "narwhals": "asked for by scikit-learn",
    "onnx": "writes the prepared model; running one needs onnxruntime only",
    "onnx-ir": "simplifies the model that is being prepared",
    "ml-dtypes": "asked for by onnx",
    "protobuf": "asked for by onnx; onnxruntime names it for tools that are not used",
    "safetensors": "the format that embedders come in before they are prepared",
    "regex": "asked for by transformers",
    "sympy": "asked for by torch",
    "mpmath": "asked for by sympy",
    "networkx": "asked for by torch",
    "setuptools": "asked for by torch",
    "jinja2": "asked for by torch",
    "markupsafe": "asked for by jinja2",
    "fsspec": "asked for by torch and by the hub client",
    "filelock": "asked for by torch and by the hub client",
    "huggingface-hub": "downloads models; asked for by name by transformers and tokenizers, which run without",
    "tqdm": "progress of downloads",
    "typer": "the hub client's command line",
    "shellingham": "asked for by typer",
    "annotated-doc": "asked for by typer",
    "click": "asked for by typer",
    "packaging": "version numbers, for transformers",
    "httpx2": "the hub client's HTTP",
    "httpcore2": "the hub client's HTTP",
    "truststore": "the hub client's certificates",
    "cloudpickle": "asked for by scikit-learn and joblib",
}
"""Only for preparing an embedder or a ranker on the machine itself: in a bundle made with `--with-preparation`."""

NEVER = {
    "httpx": "Chroma's HTTP client; `engine/absent.py` stands in for it",
    "httpcore": "asked for by httpx",
    "h11": "asked for by httpcore",
    "anyio": "asked for by httpx",
    "idna": "asked for by httpx; jsonschema looks for it and does without",
    "certifi": "certificates of servers that are never spoken to",
    "grpcio": "gRPC, for the exporter of traces",
    "googleapis-common-protos": "messages of the exporter of traces",
    "opentelemetry-exporter-otlp-common": "the exporter of traces; `engine/absent.py` stands in for it",
    "opentelemetry-exporter-otlp-proto-common": "the exporter of traces",
    "opentelemetry-exporter-otlp-proto-grpc": "the exporter of traces",
    "opentelemetry-proto": "the exporter's messages",
    "pypika": "SQL for Chroma's Python back end; the one in Rust is used",
    "mmh3": "hashes for Chroma's distributed service",
    "importlib-resources": "asked for by Chroma for Python 3.8",
    "diskcache": "a cache of llama-cpp-python's own; only its bindings module is imported",
    "flatbuffers": "asked for by onnxruntime's tools",
    "pycparser": "asked for by cffi to compile; what is compiled runs without",
}
"""In no bundle."""

DENIED = frozenset(
    "httpx httpx2 httpcore httpcore2 h11 h2 requests urllib3 aiohttp websockets websocket uvicorn uvloop starlette "
    "fastapi grpc kubernetes posthog sentry_sdk bcrypt pip certifi hf_xet opentelemetry.exporter paramiko "
    "boto3 botocore langchain llama_index openai anthropic litellm".split()
)
"""Modules that talk to a network or to a service: none may be importable in what is installed without
`--with-preparation`, and none may be imported by a process of ours in any installation."""

_BACK_WITH_PREPARATION = frozenset({"h11", "httpcore", "anyio", "idna", "certifi", "flatbuffers"})
"""The hub client imports these when transformers is imported, although it never gets a socket."""


def left_out(with_preparation: bool) -> dict[str, str]:
    """Names of the lock that stay out, each with its reason."""
    if with_preparation:
        return {name: why for name, why in NEVER.items() if name not in _BACK_WITH_PREPARATION}
    return {**PREPARATION, **NEVER}
