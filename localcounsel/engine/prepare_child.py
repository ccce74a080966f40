"""The child that prepares a model for use, once, when IT imports it. It may import torch; the index child need not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from localcounsel import errors
from localcounsel.engine.child import Job, serve


def prepare(job: Job) -> dict[str, Any]:
    """`role`, `source`, `target` → `facts`; events carry `stage`, in words."""
    if job.arguments["role"] == "embedder":
        from localcounsel.engine.prepare import prepare as prepare_model
    elif job.arguments["role"] == "ranker":
        from localcounsel.engine.prepare_ranker import prepare as prepare_model
    else:
        raise errors.EngineRefused("Only embedders and rankers are prepared.")
    facts = prepare_model(
        Path(job.arguments["source"]),
        Path(job.arguments["target"]),
        job.check,
        lambda stage: job.event(stage=stage),
    )
    return {"facts": facts}


if __name__ == "__main__":
    serve("prepare", {"prepare": prepare})
