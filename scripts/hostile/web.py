"""HTML: depth, crowds, entities, scripts, attributes without end, things to load."""

from __future__ import annotations

import random
from collections.abc import Iterator

from scripts.hostile.case import EMPTY, GOOD, LIMIT, OK, PARTIAL, Case

GOES_ON = (OK, PARTIAL)


def cases(chance: random.Random) -> Iterator[Case]:
    """All of them."""
    depth = chance.randint(90_000, 110_000)
    million = chance.randint(900_000, 1_100_000)
    good = f"<p>{GOOD}</p>"
    billion = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    bodies = {
        "deep": good + "<div>" * depth + "x",
        "deep-inline": good + "<b><i>" * depth + "x",
        "deep-tables": good + "<table><tr><td>" * (depth // 10) + "x",
        "deep-lists": good + "<ul><li>" * depth,
        "unclosed": good + "<" * depth,
        "crowd": good + "<br>" * million,
        "headings": good + "<h1>a</h1>" * (million // 20),
        "attributes": good + "<p " + " ".join(f"a{n}=1" for n in range(depth)) + ">x</p>",
        "attribute": good + '<p title="' + "x" * 12_000_000 + '">x</p>',
        "style": good + '<p style="' + "display:" * depth + '">x</p>',
        "entities": f"<!DOCTYPE html [{billion}]>{good}&e9;",
        "external": f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>{good}&x;',
        "numbers": good + "&#x1b;]0;owned&#7; &#0; &#xD800; &#x110000; &#99999999999; &#x202e;x",
        "script": good + "<script>document.write('owned'); while(1){}</script><noscript>x</noscript>",
        "handlers": good + "<img src=x onerror=alert(1)><svg onload=alert(1)><a href='javascript:1'>a</a>",
        "frames": good + "<iframe src='file:///etc/passwd'></iframe><object data='file:///etc/passwd'></object>",
        "refresh": good + "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'>",
        "import": good + "<style>@import 'http://192.0.2.1/x.css';</style><link rel=stylesheet href='//192.0.2.1'>",
        "base": "<base href='http://192.0.2.1/'>" + good + "<img src=x>",
        "comments": good + "<!--" * depth + "-->",
        "cdata": good + "<![CDATA[" * depth + "]]>",
        "processing": good + "<?php system('calc'); ?>" * 1_000,
        "nul": good.replace("tenant", "ten\x00ant") + good,
        "namespaces": "<html " + " ".join(f"xmlns:a{n}=b" for n in range(10_000)) + ">" + good,
        "select": good + "<select>" + "<option>x</option>" * depth,
        "plaintext": good + "<plaintext></body>" + "x" * 1_000,
        "textarea": good + "<textarea>" * 1_000,
        "forms": good + "<form>" * depth,
        "mixed": good + "<b><p><i></b></p></i>" * (depth // 10),
        "words": good + "word " * million,
    }
    for variant, body in bodies.items():
        raw = f"<html><body>{body}</body></html>" if not body.startswith("<!DOCTYPE") else body
        slow = (LIMIT,) if variant in ("attributes", "crowd", "deep-tables") else ()
        yield _page(variant, raw.encode("utf-8", "surrogatepass"), *slow)
    for name in ("utf-7", "rot13", "idna", "punycode", "undefined", "utf-16", "unicode_escape", "cp037"):
        yield _page(f"charset-{name}", f"<html><meta charset='{name}'>{good}</html>".encode())
    flood = f"<html>{good}{'word ' * 1_700_000}</html>"
    yield Case("html", "flood", ".html", flood.encode(), (LIMIT,))
    yield Case("html", "nothing", ".html", b"<html><script>1</script></html>", (EMPTY,))
    yield Case("html", "noise", ".html", b"<html>" + chance.randbytes(9_000), GOES_ON, never="\x1b")


def _page(variant: str, content: bytes, *besides: str) -> Case:
    return Case("html", variant, ".html", content, (*GOES_ON, *besides), GOOD if variant != "nul" else "", never="\x1b")


LIGHT = ()
DEAR = (cases,)
"""Those whose files take seconds or hundreds of megabytes to make or to read."""
