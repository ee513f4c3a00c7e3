"""Pages made to take the reader's time or memory."""

from collections.abc import Mapping
from types import MappingProxyType

from tests.bombs.shapes import HTML, REPLY, Bomb, again, numbered, page

PAGES: Mapping[str, Bomb] = MappingProxyType(
    {
        f"a page of {name}": page(piece)
        for name, piece in {
            "divisions": "<div>",
            "open spans": "<span>x",
            "bold": "<b>",
            "bold and italic": "<b><i>",
            "fonts": '<font color="red">x',
            "paragraphs": "<p>",
            "links": '<a href="https://a.example/">x',
            "open links": "<a <a ",
            "lists": "<ul><li>",
            "lists of numbers": "<ol><li>x",
            "tables": "<table><tr><td>",
            "half tables": "<table><td><b>",
            "misplaced table texts": "<table>x",
            "cells": "<td>x",
            "quotes": "<blockquote>",
            "lines of quotes": "<blockquote>x<br>",
            "quotes that close": "<blockquote>x</blockquote>",
            "Gmail's quotes": '<div class="gmail_quote">x',
            "Outlook's borders": '<div style="border:none;border-top:solid #E1E1E1 1.0pt">x',
            "hidden texts": '<div style="display:none">x</div>',
            "styles": '<p style="' + "color:red;" * 50 + '">x',
            "signatures": '<div class="gmail_signature">x</div>',
            "line breaks": "<br>",
            "attributes": "<p a=b c=d e=f>x",
            "brackets": "<",
            "closing brackets": ">",
            "closings": "</div>",
            "slashes": "</",
            "entities": "&amp;",
            "unknown entities": "&thorn",
            "entities without end": "&",
            "numbers of letters": "&#1234567;",
            "comments": "<!-- x -->",
            "open comments": "<!--",
            "half comments": "<!-",
            "conditional comments": "<!--[if mso]><p>x<![endif]-->",
            "instructions": "<?x",
            "character data": "<![CDATA[",
            "scripts": "<script>",
            "script comments": "<script><!--<script>",
            "styles of sheets": "<style>x</style>",
            "titles": "<title>x",
            "templates": "<template>",
            "drawings": "<svg><g>",
            "formulas": "<math><mi>",
            "selections": "<select><option>x",
            "frames": "<frameset>",
            "text of old": "<plaintext>",
            "preformatted lines": "<pre>\n",
            "forms": "<form><input>",
            "buttons": "<button>",
            "headings": "<h1>x",
            "rules": "<hr>",
            "pictures": '<img src="data:image/png;base64,AAAA" alt="x">',
            "data in attributes": 'data:a;base64,"',
            "beginnings of data": "data:",
            "quote marks": '<p a="',
            "lines": "x\n",
            "words": "word ",
            "no blanks": "x",
            "no-break spaces": "&nbsp;",
            "quoted marks": "&gt; ",
            "attributions": "<p>On 1 Jan 2026 at 10:00, Ann &lt;a@b.example&gt; wrote:</p>",
            "charsets": "<meta charset=utf-8>",
            "half charsets": "<meta charset",
            "nobr": "<nobr>x",
            "namespaces": "<o:p>x",
            "bodies": "<body a=b>",
            "heads": "<html><head>",
        }.items()
    }
    | {
        "a page of one tag's attributes": lambda size: (
            REPLY + HTML + b"\r\n<p " + numbered(b"a%d=b ", size) + b">hello"
        ),
        "a page of one attribute": lambda size: REPLY + HTML + b'\r\n<p a="' + b"x" * size + b'">hello',
        "a page of one open attribute": lambda size: REPLY + HTML + b'\r\n<p a="' + b"x" * size,
        "a page of one style": lambda size: (
            REPLY + HTML + b'\r\n<p style="' + again(b"border-top:solid ", size) + b'">hello'
        ),
        "a page of one class": lambda size: (
            REPLY + HTML + b'\r\n<p class="' + again(b"gmail_quote ", size) + b'">hello'
        ),
        "a page of one picture": lambda size: (
            REPLY + HTML + b'\r\n<img src="data:image/png;base64,' + b"A" * size + b'">hello'
        ),
        "a page of closed levels": lambda size: (
            REPLY + HTML + b"\r\n" + b"<div>" * (size // 11) + b"x" + b"</div>" * (size // 11)
        ),
        "a page of levels below the deepest": lambda size: (
            REPLY + HTML + b"\r\n" + again(b"<b>" * 2900 + b"x" + b"</b>" * 2900, size)
        ),
        "a page of quotes below the deepest": lambda size: (
            REPLY + HTML + b"\r\n" + b"<blockquote>" * 2900 + b"x<br>" * ((size - 34_800) // 5)
        ),
        "a page of lists below the deepest": lambda size: (
            REPLY + HTML + b"\r\n" + b"<ul><li>" * 1450 + b"x<br>" * ((size - 11_600) // 5)
        ),
        "a page of table rows": page("<tr><td>x", first="<table>"),
        "a page of formatting across paragraphs": page("<p>x", first="<b><i><u><s><em><code>" * 30),
    }
)
