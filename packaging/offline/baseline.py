"""Which instructions a compiled file holds beyond the first x86-64: none may stand in what every start runs.

The modules are built for one level each and only run after they said that they fit; the libraries that load them must
run on the oldest processor. Whether a module can say so there is tried with an emulated one (packaging/variants.py).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

EVERYWHERE = ("libllama", "libggml", "libggml-base")
"""Libraries that every start loads, by the name before `.so`."""

_INSTRUCTION = re.compile(r"^ +[0-9a-f]+:\t(?:rep[nz]* |lock |data16 |cs |notrack |bnd )*([a-z0-9]+)(?: +(.*))?$")
_FUNCTION = re.compile(r"^[0-9a-f]+ <([^>]+)>:$")
_LATER = frozenset(
    "addsubpd addsubps haddpd haddps hsubpd hsubps lddqu movddup movshdup movsldup fisttp "  # SSE3
    "pabsb pabsw pabsd palignr phaddw phaddd phaddsw phsubw phsubd phsubsw pmaddubsw pmulhrsw pshufb psignb psignw "
    "psignd "  # SSSE3
    "blendpd blendps blendvpd blendvps dppd dpps extractps insertps movntdqa mpsadbw packusdw pblendvb pblendw pcmpeqq "
    "pextrb pextrd pextrq phminposuw pinsrb pinsrd pinsrq pmaxsb pmaxsd pmaxud pmaxuw pminsb pminsd pminud pminuw "
    "pmovsxbw pmovsxbd pmovsxbq pmovsxwd pmovsxwq pmovsxdq pmovzxbw pmovzxbd pmovzxbq pmovzxwd pmovzxwq pmovzxdq "
    "pmuldq pmulld ptest roundpd roundps roundsd roundss "  # SSE4.1
    "crc32 crc32b crc32w crc32l crc32q pcmpestri pcmpestrm pcmpistri pcmpistrm pcmpgtq popcnt "  # SSE4.2
    "movbe aesenc aesenclast aesdec aesdeclast aesimc aeskeygenassist pclmulqdq sha256rnds2 sha256msg1 sha256msg2 "
    "lzcnt andn bextr blsi blsmsk blsr bzhi mulx pdep pext rorx sarx shlx shrx adcx adox "
    "tdpbssd tileloadd tilestored tilezero ldtilecfg".split()
)


def beyond(path: Path) -> dict[str, str]:
    """Functions of a compiled file that hold later instructions, each with the first of them. Needs objdump.

    Instructions with a VEX or EVEX prefix (AVX and all that follow) are told by their `v`. `verr`, `verw` and the
    virtual-machine ones, which also begin so, do not occur in a compiler's output.
    """
    command = ["objdump", "--disassemble", "--no-show-raw-insn", "--wide", str(path)]
    found: dict[str, str] = {}
    function = ""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="ascii", errors="replace") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if begins := _FUNCTION.match(line):
                function = begins[1]
            elif (told := _INSTRUCTION.match(line)) and is_later(told[1]):
                found.setdefault(function, f"{told[1]} {told[2] or ''}".strip())
    if process.returncode:
        raise OSError(f"objdump cannot read {path}")
    return found


def is_later(mnemonic: str) -> bool:
    """Whether an instruction is missing on the first x86-64 processors."""
    return (
        mnemonic.startswith("v")
        or mnemonic in _LATER
        or re.fullmatch(r"k(and|or|xor|mov|not|shift|unpck|test)\w+", mnemonic) is not None
    )
