"""The fixed parts of a DOCX package: types, relations, styles, page, header and footer."""

from __future__ import annotations

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ROOT = f'xmlns:w="{_W}" xmlns:r="{_R}"'
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"

MARGIN = 1134
"""2 cm, in twentieths of a point, as all lengths here."""
TEXT_WIDTH = 11906 - 2 * MARGIN
"""Of an A4 page."""

_PARTS = ("styles", "numbering", "settings", "footnotes", "header1", "footer1")

CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_MAIN}.{name.rstrip("1")}+xml"/>' for name in _PARTS
    )
    + '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
PACKAGE_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
DOCUMENT_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
    + "".join(f'<Relationship Id="{name}" Type="{_R}/{name.rstrip("1")}" Target="{name}.xml"/>' for name in _PARTS)
    + "</Relationships>"
)
LATIN = {"en": "en-GB", "ja": "en-US"}
"""What words in Latin letters are in, by the paper's language: quotations in a Japanese paper may be English."""
WHOLE = {"en": "en-GB", "ja": "ja-JP"}
"""The language of the paper itself."""
FONTS = {"en": "Yu Gothic", "ja": "Yu Mincho"}
"""For Chinese and Japanese characters."""
_PAGE_OF = {"en": ("Page ", " of ", ""), "ja": ("", " / ", " ページ")}
"""Before, between and after the two numbers at the foot of a page."""


def settings(language: str) -> str:
    """Footnotes, compatibility, and the languages whose fonts a theme would choose."""
    return (
        f'{_XML}<w:settings {_ROOT}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        f'w:val="15"/></w:compat><w:themeFontLang w:val="{LATIN[language]}" w:eastAsia="ja-JP"/></w:settings>'
    )


TABLE_PROPERTIES = (
    f'<w:tblPr><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:tblBorders>'
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="A6A6A6"/>' for side in ("top", "bottom", "insideH")
    )
    + '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>'
    '<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)


def _style(name: str, words: str, paragraph: str, run: str, based: str = "Normal") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{words}"/><w:basedOn w:val="{based}"/>'
        f"<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _spacing(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


_STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
    f"<w:pPr>{_spacing(0, 100)}</w:pPr></w:style>"
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    + _style("Title", "Title", f"<w:keepNext/>{_spacing(0, 120)}", f"<w:b/><w:bCs/>{_size(34)}")
    + "".join(
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/>{_spacing(160, 60)}<w:outlineLvl w:val="{level - 1}"/>',
            f"<w:b/><w:bCs/>{_size(size)}",
        )
        for level, size in ((1, 24), (2, 22), (3, 20))
    )
    + _style("Small", "Small", _spacing(0, 40), _size(16))
    + _style("Cell", "Cell", _spacing(20, 20), _size(18))
    + _style("ListParagraph", "List Paragraph", f'{_spacing(0, 40)}<w:ind w:left="340" w:hanging="340"/>', _size(18))
    + _style("FootnoteText", "footnote text", _spacing(0, 0), _size(16))
    + _style("Header", "header", _spacing(0, 0), f'<w:color w:val="595959"/>{_size(16)}')
    + _style("Footer", "footer", f'{_spacing(0, 0)}<w:jc w:val="right"/>', f'<w:color w:val="595959"/>{_size(16)}')
    + "</w:styles>"
)


def styles(language: str) -> str:
    """Every style; the default says which languages the text is in, and the font of Japanese characters."""
    return (
        f"{_XML}<w:styles {_ROOT}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="{FONTS[language]}" w:cs="Arial"/>'
        f'{_size(20)}<w:lang w:val="{LATIN[language]}" w:eastAsia="ja-JP" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault/></w:docDefaults>{_STYLES}"
    )


def _field(code: str) -> str:
    """A field that the reading program fills in."""
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def footer(language: str) -> str:
    """The line at the foot of every page: its number, and of how many."""
    before, between, after = (
        f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>' if words else "" for words in _PAGE_OF[language]
    )
    line = f"{before}{_field('PAGE')}{between}{_field('NUMPAGES')}{after}"
    return f'{_XML}<w:ftr {_ROOT}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{line}</w:p></w:ftr>'


def header(words: str) -> str:
    """The line at the top of every page; `words` are the inside of a run."""
    return f'{_XML}<w:hdr {_ROOT}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr><w:r>{words}</w:r></w:p></w:hdr>'


def document(body: str) -> str:
    """The main part around its paragraphs and tables."""
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" '
        'r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/>'
        f'<w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="567" '
        'w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    return f"{_XML}<w:document {_ROOT}><w:body>{body}{section}</w:body></w:document>"


def footnote(number: int, words: str) -> str:
    """One footnote; `words` are the inside of a run."""
    mark = '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
    blank = '<w:r><w:t xml:space="preserve"> </w:t></w:r>'
    style = '<w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
    return f'<w:footnote w:id="{number}"><w:p>{style}{mark}{blank}<w:r>{words}</w:r></w:p></w:footnote>'


def footnotes(made: str) -> str:
    """All footnotes, after the two lines that part them from the text."""
    lines = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for kind, number in (("separator", -1), ("continuationSeparator", 0))
    )
    return f"{_XML}<w:footnotes {_ROOT}>{lines}{made}</w:footnotes>"


def numbering(numbered: int) -> str:
    """List 1 has dots; lists 2 to `numbered` + 1 are numbered, each from 1."""

    def abstract(key: int, kind: str, text: str) -> str:
        return (
            f'<w:abstractNum w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
            f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
            '<w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl>'
            "</w:abstractNum>"
        )

    lists = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>' + "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="1"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        for key in range(2, numbered + 2)
    )
    kinds = abstract(0, "bullet", "•") + abstract(1, "decimal", "%1.")
    return f"{_XML}<w:numbering {_ROOT}>{kinds}{lists}</w:numbering>"


def core_properties(title: str, created: str, language: str) -> str:
    """Title, time and language for the file's properties; the first two escaped already."""
    when = f'<dcterms:created xsi:type="dcterms:W3CDTF">{created}</dcterms:created>' if created else ""
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>LocalCounsel</dc:creator>"
        f"<dc:language>{WHOLE[language]}</dc:language>{when}</cp:coreProperties>"
    )
