"""Every text reads as written by a native speaker: spelling, punctuation, and one polite form."""

from __future__ import annotations

import re

import pytest

from tests.codebase.language_checks import DICTIONARIES, ROOT, WORDS, Text, catalog, texts, unknown, words_in

TRANSLATED = ("nl", "fr")
FAMILIAR = {
    "nl": r"\b(?:je|jij|jou|jouw|jouwe|jullie|jezelf)\b",
    "fr": r"\b(?:tu|toi|te|ta|ton|tes|tien|tiens|tienne|tiennes)\b|\bt’",
}
TAG = re.compile(r"<[^<>]+>|&\w+;")
# Typewriter substitutes for ’ “ ” « » … and –.
TYPEWRITER = r"['\"]|\.\.\.|(?<= )-(?= )"
# A narrow no-break space before ? ! ; and », and after «; a no-break space of either width before a colon.
FRENCH_SPACES = r"(?<!\u202f)[?!;»]|«(?!\u202f)|(?<![\u00a0\u202f]):(?![\d/])"
ENDS = re.compile(r"([.?!:…])[\s)\]”’»\u00a0\u202f]*$")
# The same word in both languages, or the same name.
SAME = {
    "nl": {
        "Brussels helps",
        "account",
        "auditor",
        "%(postcode)s is %(name)s.",
        "code",
        "mail",
        "moment",
        "open",
        "partner",
        "partners",
        "postcode",
    }
    | {"website", "spam", "%(kilometres)s km", "%(at)s, %(whom)s:", "%(label)s: %(sentence)s"},
    "fr": {
        "Brussels helps",
        "code",
        "commune",
        "communes",
        "dates",
        "message",
        "moment",
        "organisation",
        "source",
        "total",
    }
    | {"suspension", "suspensions", "correction", "corrections", "e-mail", "spam", "pages", "%(kilometres)s km"},
}


def without_tags(text: str) -> str:
    return TAG.sub("", text)


def end_of(text: str) -> str:
    """The punctuation mark that ends the last sentence."""
    found = ENDS.search(without_tags(text))
    return found[1] if found else ""


def wrong(pattern: str, language: str) -> list[str]:
    return [text.read for text in texts(language) if re.search(pattern, without_tags(text.read), re.IGNORECASE)]


def different(one: Text) -> str:
    return f"“{one.source}” became “{one.read}”"


@pytest.mark.parametrize("language", DICTIONARIES)
def test_each_word_is_spelled_right(language: str) -> None:
    written = {text.read: words_in(text.read) for text in texts(language)}
    misspelled = unknown(set().union(*written.values()), language)
    assert {text: found for text, words in written.items() if (found := words & misspelled)} == {}


@pytest.mark.parametrize("language", DICTIONARIES)
def test_the_list_of_our_own_words_is_sorted_and_holds_none_that_the_dictionary_has(language: str) -> None:
    words = (WORDS / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    assert words == sorted(set(words), key=lambda word: (word.casefold(), word))
    assert unknown(set(words), language, own=frozenset()) == set(words)


@pytest.mark.parametrize("language", TRANSLATED)
def test_everybody_is_spoken_to_politely(language: str) -> None:
    assert wrong(FAMILIAR[language], language) == []


@pytest.mark.parametrize("language", DICTIONARIES)
def test_signs_are_those_of_a_printed_page(language: str) -> None:
    assert wrong(TYPEWRITER, language) == []


@pytest.mark.parametrize("language", DICTIONARIES)
def test_no_space_is_doubled(language: str) -> None:
    assert wrong(r"[^\S\n]{2}", language) == []


def test_french_puts_its_spaces_before_and_after_signs() -> None:
    assert wrong(FRENCH_SPACES, "fr") == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_text_was_left_in_english(language: str) -> None:
    same = {text.read for text in catalog(language) if text.read == text.source}
    assert {text for text in same if text not in SAME[language] and text.lower() not in SAME[language]} == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_ends_as_the_english_one_does(language: str) -> None:
    assert [different(text) for text in texts(language) if end_of(text.read) != end_of(text.source)] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_text_has_the_same_tags_as_the_english_one(language: str) -> None:
    pairs = [(sorted(TAG.findall(text.read)), sorted(TAG.findall(text.source)), text) for text in catalog(language)]
    assert [different(text) for ours, english, text in pairs if ours != english] == []


def test_no_template_holds_a_word_that_cannot_be_translated() -> None:
    """Only the platform's name, which is the same in every language."""
    read = [path for path in (ROOT / "templates").rglob("*.*") if path.name != "robots.txt"]
    found = {path.relative_to(ROOT): bare_words(path.read_text()) for path in read}
    assert {path: words for path, words in found.items() if words - {"Brussels", "helps"}} == {}


def bare_words(template: str) -> set[str]:
    left_out = (
        r"\{#.*?#\}|\{% comment.*?endcomment %\}",
        r"\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}",
        # A class or a key that another template fills in.
        r"\{% block \w+ %\}[a-z]+\{% endblock \w+ %\}",
        r"\{%.*?%\}|\{\{.*?\}\}",
        r"<!--.*?-->|<(?P<raw>style|script)\b.*?</(?P=raw)>",
        r"<[^<>]*>|&\w+;",
    )
    for pattern in left_out:
        template = re.sub(pattern, " ", template, flags=re.DOTALL)
    return set(re.findall(r"[^\W\d_]{2,}", template))
