"""The small models that LocalCounsel can be tried with, pinned to the byte: two that are fetched, one trained here.

They are the only models that are approved without anybody of the firm: nothing else passes as a demo model.
`models/manifest.json` in the repository lists the same files for the set-up that fetches them.
"""

from __future__ import annotations

from localcounsel.records import ModelCard, ModelFile

_CHAT = ModelCard(
    name="smollm2-135m-instruct",
    role="chat",
    family="chatml",
    licence="Apache-2.0",
    parameters=134_515_008,
    context=8192,
    template_sha256="872be49dbb638044ad01b60388f48d469ff2980e5f0dccdc22ec907db54d0788",
    approved_by="LocalCounsel",
    approved_on="2026-11-22",
    grounds="Demonstration only: it shows the whole path on any laptop. "
    "It writes badly; quotations are checked all the same.",
    architecture="llama",
    quantisation="Q4_1",
    shape=(
        ("layers", 30),
        ("embedding", 576),
        ("vocabulary", 49_152),
        ("context", 8192),
        ("cache", 11_520),
        ("entry", 64),
    ),
    files=(
        ModelFile(
            "SmolLM2-135M-Instruct.Q4_1.gguf",
            98_362_432,
            "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        ),
    ),
)

_EMBEDDER = ModelCard(
    name="all-minilm-l6-v2",
    role="embedder",
    family="bert",
    licence="Apache-2.0",
    parameters=22_713_216,
    context=256,
    dimensions=384,
    approved_by="LocalCounsel",
    approved_on="2026-11-22",
    grounds="Demonstration only: English; small and fast.",
    files=(
        ModelFile("1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
        ModelFile("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        ModelFile(
            "config_sentence_transformers.json",
            116,
            "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        ),
        ModelFile("model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
        ModelFile("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        ModelFile("sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"),
        ModelFile("special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"),
        ModelFile("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        ModelFile("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
        ModelFile("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
    ),
)

CARDS = {card.name: card for card in (_CHAT, _EMBEDDER)}
"""The demo models' cards by name."""

_RANKER = ModelCard(
    name="clause-ranker-1",
    role="ranker",
    family="bert",
    licence="Apache-2.0",
    parameters=22_713_601,
    context=224,
    dimensions=1,
    approved_by="LocalCounsel",
    approved_on="2026-11-22",
    grounds="Trained here on contracts with labelled clauses and measured on others, see its CARD.md; English.",
    files=(
        ModelFile("model.onnx", 24_006_250, "f913046e67bbd00ecbc0aeb9f02a510c2df7b36f19a415ddc4b14e667be3d7df"),
        ModelFile("prepared.json", 1_399, "8d22ebbeacf52607e885ec740316ad11d8b8786ce689900dbf7d735077bc38dc"),
        ModelFile("tokenizer.json", 711_551, "f17212c38517cfedc9306b57eeffbaf58c4976fcb42e5a87b405f36a7b9a9eb2"),
    ),
)

SHIPPED = {card.name: card for card in (_RANKER,)}
"""Cards of the models that were trained here and come with the package, by name."""


def pinned(name: str) -> ModelCard | None:
    """The card of a demo model as this program has it; None for any other name."""
    return CARDS.get(name) or SHIPPED.get(name)


def is_pinned(card: ModelCard) -> bool:
    """Whether a card describes a demo model, file for file."""
    known = pinned(card.name)
    return known is not None and (known.role, set(known.files)) == (card.role, set(card.files))
