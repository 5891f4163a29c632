"""The stylesheet: small, self-hosted, readable in light and dark, and never waiting for a font."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

ROOT = Path(__file__).parents[2]
CSS = ROOT / "static" / "css" / "site.css"
FONTS = ROOT / "static" / "fonts"
TEXT, BORDER = 4.5, 3
# Foreground and background colours that occur together.
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "soft", TEXT),
    ("quiet", "paper", TEXT),
    ("quiet", "soft", TEXT),
    ("brand", "paper", TEXT),
    ("brand", "soft", TEXT),
    ("brand-deep", "soft", TEXT),
    ("brand-ink", "brand", TEXT),
    ("brand-ink", "brand-deep", TEXT),
    ("sun-ink", "sun", TEXT),
    ("error", "paper", TEXT),
    ("error", "soft", TEXT),
    ("line", "paper", BORDER),
    ("line", "soft", BORDER),
]


def colours() -> dict[str, dict[str, str]]:
    """The light and the dark colours; those not overridden in dark mode are the same."""
    day, night = re.findall(r":root \{(.*?)\}", CSS.read_text(), re.DOTALL)[:2]
    read = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", block)) for block in (day, night)]
    return {"light": read[0], "dark": read[0] | read[1]}


def luminance(colour: str) -> float:
    """Relative luminance as defined by WCAG 2.2."""
    figures = colour[1:] if len(colour) == 7 else "".join(figure * 2 for figure in colour[1:])
    parts = [int(figures[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("light", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_is_written_can_be_read_by_day_and_by_night(light: str, front: str, back: str, least: float) -> None:
    palette = colours()[light]
    assert contrast(palette[front], palette[back]) >= least


def test_the_stylesheet_stays_small_for_it_stands_in_every_page() -> None:
    assert len(gzip.compress(CSS.read_bytes())) <= 4096


def test_no_font_is_waited_for_and_all_are_our_own() -> None:
    text = CSS.read_text()
    assert text.count("@font-face") == text.count("font-display: optional")
    addresses = re.findall(r'url\("([^"]+)"\)', text)
    assert addresses
    assert all((CSS.parent / address).is_file() for address in addresses)


def test_the_font_is_small_and_its_licence_lies_beside_it() -> None:
    assert sum(file.stat().st_size for file in FONTS.glob("*.woff2")) < 45_000
    assert "SIL Open Font License, Version 1.1" in (FONTS / "LICENSE.txt").read_text()


def test_no_page_carries_a_style_of_its_own() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        if "emails" not in template.parts:
            assert " style=" not in template.read_text(), template


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/nl/", "/fr/help/", "/en/volunteer/", "/nl/organisation/"])
def test_a_page_with_its_style_comes_in_the_first_packets_of_a_line(client: Client, address: str) -> None:
    page = client.get(address, headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in page["Vary"]
    assert b"<style>" in gzip.decompress(page.content)
    assert len(page.content) <= 14 * 1024
