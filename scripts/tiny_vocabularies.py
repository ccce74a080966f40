"""The two kinds of vocabulary that models have, small: bytes that were merged, and pieces with a score.

Their difference is where a program slips: in the second, a space is written `▁`, one may be put before every text, and
what has no piece is spelled byte by byte.
"""

from __future__ import annotations

NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
"""Kinds of token, as GGUF numbers them."""
MARKS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
WORDS = (
    "the of to and in shall tenant landlord notice days agreement may party not for by any this that with be is or as "
    "termination written lease premises rent payment year month liability confidential information law date"
).split()


def letters() -> list[str]:
    """A token for each byte, as GPT-2's vocabularies write bytes."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in plain]
    names = {byte: chr(byte) for byte in plain} | {byte: chr(256 + place) for place, byte in enumerate(others)}
    return [names[byte] for byte in range(256)]


def bytewise(template: str = "") -> dict[str, object]:
    """A vocabulary of merged bytes, as Llama 3, Qwen and Granite have. `Ġ` is the space of its words."""
    merges, merged = list[str](), dict[str, None]()
    for word in WORDS:
        for start in ("Ġ", ""):
            so_far, *rest = [start + word[0], *word[1:]] if not start else [start, *word]
            for letter in rest:
                merges.append(f"{so_far} {letter}")
                so_far += letter
                merged[so_far] = None
    tokens = [*MARKS, *letters(), *merged]
    kinds = [CONTROL] * len(MARKS) + [NORMAL] * (len(tokens) - len(MARKS))
    return {
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.merges": list(dict.fromkeys(merges)),
        "tokenizer.ggml.bos_token_id": 0,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.add_bos_token": False,
    } | ({"tokenizer.chat_template": template} if template else {})


def piecewise(prefix: bool = True, template: str = "") -> dict[str, object]:
    """A vocabulary of scored pieces, as Llama 2, Mistral, Gemma and Phi 3 have. `prefix`: a space before every text."""
    pieces = dict.fromkeys("▁" + "".join(chr(code) for code in range(33, 127)) + "“”’–§あいう契約")
    for word in WORDS:
        for start in ("▁", ""):
            pieces |= dict.fromkeys((start + word)[:length] for length in range(2, len(start + word) + 1))
    spelled = [f"<0x{byte:02X}>" for byte in range(256)]
    tokens = ["<unk>", "<s>", "</s>", *MARKS, *spelled, *pieces]
    kinds = [UNKNOWN, *[CONTROL] * (2 + len(MARKS)), *[BYTE] * 256, *[NORMAL] * len(pieces)]
    scores = [0.0] * (3 + len(MARKS) + 256) + [float(len(piece)) for piece in pieces]
    return {
        "tokenizer.ggml.model": "llama",
        "tokenizer.ggml.pre": "default",
        "tokenizer.ggml.tokens": tokens,
        "tokenizer.ggml.scores": scores,
        "tokenizer.ggml.token_type": kinds,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.ggml.unknown_token_id": 0,
        "tokenizer.ggml.eot_token_id": 5,
        "tokenizer.ggml.add_bos_token": True,
        "tokenizer.ggml.add_space_prefix": prefix,
    } | ({"tokenizer.chat_template": template} if template else {})
