"""Keys to test with: made once, since making one is slow on purpose."""

from __future__ import annotations

from localcounsel.records import ModelCard
from localcounsel.store import model_key
from localcounsel.store.models import ModelShelf
from localcounsel.store.shelving import Shelving

PASSPHRASE = "four words of nothing"


def sign(shelf: ModelShelf, *names: str) -> ModelCard:
    """Sign for models that wait, with this account's key; the first of them as it is signed for."""
    key = model_key.signing_key(shelf.places, None, PASSPHRASE)
    return Shelving(shelf).sign(names, key, "IT", "")[0].card
