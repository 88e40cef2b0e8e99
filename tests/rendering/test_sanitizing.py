from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.rendering import render, sanitize_html
from posts.rendering.allowlist import ATTRIBUTES, CLASSES, TAGS

from .validity import judge

ALERT = "alert(1)"
PAYLOADS = [
    f"<script>{ALERT}</script>",
    f"<scr<script>ipt>{ALERT}</scr</script>ipt>",
    f"<SCRIPT SRC=//evil.example/x.js></SCRIPT>{ALERT}",
    f"<img src=x onerror={ALERT}>",
    f"<img src=x: onerror='{ALERT}'//",
    f'<img """><script>{ALERT}</script>">',
    f"<svg onload={ALERT}>",
    f"<svg><script>{ALERT}</script></svg>",
    f"<svg><a xlink:href='javascript:{ALERT}'><text>x</text></a></svg>",
    f"<svg><animate attributeName=href values=javascript:{ALERT} /></svg>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={ALERT}></style></mglyph></table>",
    f"<math href='javascript:{ALERT}'>x</math>",
    f"<body onload={ALERT}>",
    f"<iframe src='javascript:{ALERT}'></iframe>",
    f"<iframe srcdoc='<script>{ALERT}</script>'></iframe>",
    f"<object data='javascript:{ALERT}'></object>",
    f"<embed src='javascript:{ALERT}'>",
    f"<form action='javascript:{ALERT}'><input type=submit></form>",
    f"<button formaction='javascript:{ALERT}'>x</button>",
    f"<input autofocus onfocus={ALERT}>",
    f"<details open ontoggle={ALERT}>x</details>",
    f"<video><source onerror={ALERT}></video>",
    f"<a href='javascript:{ALERT}'>x</a>",
    f"<a href='  &#x6A;avascript:{ALERT}'>x</a>",
    f"<a href='java\nscript:{ALERT}'>x</a>",
    f"<a href='data:text/html,<script>{ALERT}</script>'>x</a>",
    f"<a href=//evil.example onclick={ALERT}>x</a>",
    f"<a style='background:url(javascript:{ALERT})'>x</a>",
    f"<style>@import 'javascript:{ALERT}';</style>",
    f"<link rel=stylesheet href='javascript:{ALERT}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{ALERT}'>",
    f"<base href='javascript:{ALERT}//'>",
    f"<noscript><p title='</noscript><img src=x onerror={ALERT}>'></noscript>",
    f"<template><img src=x onerror={ALERT}></template>",
    f"<textarea><script>{ALERT}</script></textarea>",
    f"<title><img src=x onerror={ALERT}></title>",
    f"<xmp><img src=x onerror={ALERT}></xmp>",
    f"<!--><img src=x onerror={ALERT}>-->",
    f"<!-- --!><img src=x onerror={ALERT}> -->",
    f"<p id='x' name='body' onmouseover={ALERT}>x</p>",
    f"[x](javascript:{ALERT})",
    f"![x](javascript:{ALERT})",
    f'![x](a.png "\\"onerror={ALERT}")',
    f"[x]: javascript:{ALERT}\n\n[x]",
    f"x{{: onclick={ALERT} style=color:red }}",
    f"*x*{{: onclick={ALERT} }}",
    f"<javascript:{ALERT}>",
    f"`<script>{ALERT}</script>`",
    f"```html\n<script>{ALERT}</script>\n```",
    f"<div markdown=1 onclick={ALERT}>x</div>",
]
DANGEROUS_TAGS = {"script", "style", "iframe", "object", "embed", "svg", "math", "form", "base"}


def dangers(html: str) -> list[str]:
    found = []
    for tag, attrs in judge(html).tags:
        if tag in DANGEROUS_TAGS | {"meta", "link", "template", "noscript", "input", "button"}:
            found.append(tag)
        for name, value in attrs.items():
            address = "".join((value or "").lower().split())
            if name.startswith("on") or name in ("style", "srcdoc", "name", "target"):
                found.append(name)
            if address.startswith(("javascript:", "vbscript:", "data:")):
                found.append(f"{name}={value}")
    return found


@pytest.mark.parametrize("payload", PAYLOADS)
def test_rendered_payload_is_harmless(payload: str) -> None:
    assert dangers(render(payload).html) == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_sanitised_payload_is_harmless_and_stays_so(payload: str) -> None:
    html = sanitize_html(payload)

    assert dangers(html) == []
    assert sanitize_html(html) == html


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*PAYLOADS, "<p>", "</p>", "<b>", "'", '"', ">"]), max_size=5))
def test_payloads_in_any_company_are_harmless(payloads: list[str]) -> None:
    assert dangers(render("\n".join(payloads)).html) == []


def test_ordinary_formatting_survives() -> None:
    html = (
        '<p>A <em>b</em> <a href="https://o.example/">c</a> <code class="language-py">d</code></p>'
    )

    assert sanitize_html(html) == html


def test_script_goes_with_its_content() -> None:
    assert render("A<script>gone()</script>B<style>p{}</style>C").text == "ABC"


def test_unknown_element_leaves_its_words() -> None:
    assert sanitize_html("<blink>words</blink>") == "words"


def test_class_that_the_style_sheet_does_not_know_is_dropped() -> None:
    assert sanitize_html('<p class="label evil">x</p>') == '<p class="label">x</p>'


def test_id_that_could_shadow_a_script_is_limited_to_plain_words() -> None:
    assert sanitize_html('<p id="a b">x</p><p id="0">y</p>') == "<p>x</p><p>y</p>"


def test_allow_list_names_no_element_that_runs_or_loads_on_its_own() -> None:
    assert not TAGS & (DANGEROUS_TAGS | {"link", "meta", "video", "audio", "input"})
    assert ATTRIBUTES.keys() - {"*"} <= TAGS
    assert CLASSES.keys() <= TAGS
    assert not {"style", "srcdoc"} & {name for names in ATTRIBUTES.values() for name in names}


@pytest.mark.parametrize(
    "attributes",
    [
        'srcset="javascript:alert(1) 640w"',
        'srcset="data:image/svg+xml,x 640w"',
        'srcset="//evil.example/a.webp 640w"',
        'srcset="/a.webp 640w, //evil.example/a.webp 1200w"',
        'srcset="/a.webp 2x"',
        'src="/a.mp4"',
        'media="(min-width: 1px)"',
        'type="image/svg+xml"',
        'sizes="url(//evil.example)"',
        "onerror=alert(1)",
    ],
)
def test_source_of_a_picture_carries_webp_of_known_widths_only(attributes: str) -> None:
    html = sanitize_html(f'<picture><source {attributes}><img src="/a.png" alt=""></picture>')

    assert html == '<picture><source><img src="/a.png" alt=""></picture>'


def test_source_of_a_picture_keeps_what_the_renderer_writes() -> None:
    source = '<source type="image/webp" srcset="/a.webp 640w, https://cdn.example/b.webp 1200w">'

    assert sanitize_html(f"<picture>{source}</picture>") == f"<picture>{source}</picture>"
