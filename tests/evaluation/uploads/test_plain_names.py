"""Names from a file lose what a page could take for something else, and nothing that a reader needs."""

from __future__ import annotations

import pytest

from osteo_core.evaluation.uploads.plain_names import distinct_plain_names, plain_name

ORDINARY = ["p_new", "age (years)", "FRAX 10y, %", "骨折_10年", "model.1", "T-score", "a/b = c", "Größe", "1.5 mm", "snake__case"]


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert plain_name(name) == name


DANGEROUS = {
    "a tag": ("<script>alert(1)</script>", "<>"),
    "an entity": ("&lt;b&gt;", "&"),
    "a link": ("[click](javascript:alert(1))", "[]:"),
    "a picture": ("![x](https://x.test/pixel.png)", "![]:"),
    "a bare address": ("https://x.test", ":"),
    "a mail address": ("a@x.test", "@"),
    "bold": ("**p** __q__ _r_", "*_"),
    "code": ("`x` ~~y~~", "`~"),
    "a formula of TeX": ("$x^2$", "$^"),
    "a directive": (":red[p] :material/home: :smile:", ":[]"),
    "a table": ("a|b", "|"),
    "an escape": ("\\*", "\\*"),
    "a chart's template": ("%{customdata[0]}", "{}[]"),
    "an attribute": ("\" onload='x'", "\"'"),
    "several lines": ("a\n# b\r\n> c", "\n\r#>"),
    "writing turned round": ("a\u202egnp.exe\u200b", "\u202e\u200b"),
    "a terminal's colour": ("\x1b[31mred", "\x1b["),
}


@pytest.mark.parametrize("what", DANGEROUS)
def test_dangerous_characters_are_gone_and_the_letters_remain(what: str) -> None:
    name, signs = DANGEROUS[what]
    plain = plain_name(name)
    assert not set(signs) & set(plain), plain
    assert [c for c in plain if c.isascii() and c.isalnum()] == [c for c in name if c.isascii() and c.isalnum()]


@pytest.mark.parametrize("name", ["- p", "+ p", "=SUM(A1)", "1. p", "12) p", "www.x.test"])
def test_a_beginning_that_would_mean_something_is_changed(name: str) -> None:
    plain = plain_name(name)
    assert plain != name
    assert len(plain) == len(name)


def test_a_plain_name_is_not_changed_again() -> None:
    for name in [*ORDINARY, *(name for name, _ in DANGEROUS.values())]:
        assert plain_name(plain_name(name)) == plain_name(name)


def test_length_and_nothing() -> None:
    assert plain_name("x" * 1000) == "x" * 59 + "…"
    assert plain_name(" \t\u200b") == "—"


def test_distinct_names() -> None:
    names = ["x" * 99, "x" * 98, "all", "all", "b"]
    assert list(distinct_plain_names(names, taken=["all"]).values()) == ["x" * 59 + "…", "x" * 59 + "… (2)", "all (2)", "b"]
