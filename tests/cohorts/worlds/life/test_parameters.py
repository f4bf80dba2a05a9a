"""Every number of the world has a source and says whether it was chosen; nothing unknown is read."""

import re

import pytest

from osteo_core.cohorts.worlds.life.parameters import FILE, load_parameters, read_parameters
from osteo_core.errors import InvalidInput

TEXT = FILE.read_text(encoding="utf-8")


def test_every_number_has_a_source_and_every_source_is_used():
    parameters = load_parameters()
    cited = dict(parameters.cited())
    assert len(cited) > 90
    assert {number.source for number in cited.values()} == set(parameters.sources)


def test_what_the_project_chose_is_never_called_verified():
    chosen = {"project", "untraced"}
    assert all(number.basis == "default" for _, number in load_parameters().cited() if number.source in chosen)


@pytest.mark.parametrize(
    "old, new, says",
    [
        ("height_noise_cm", "height_noize", "people.height_noize: is not a parameter"),
        ('basis = "verified" }', 'basis = "guessed" }', "guessed"),
        ("[scanner]", "[scanners]", "scanners: is not a parameter"),
        ('source = "census2010"', 'source = "hearsay"', '"hearsay" is not listed'),
        ("{ value = 0.7, ", "{ ", "people.height_noise_cm.value: is missing"),
        ("{ value = 0.7, ", '{ value = "much", ', "'much' is not allowed here"),
    ],
)
def test_what_does_not_belong_is_named(old, new, says):
    with pytest.raises(InvalidInput, match=re.escape(says)) as refused:
        read_parameters(TEXT.replace(old, new, 1))
    assert refused.value.text("zh") != refused.value.text("en")
    assert len(refused.value.text("en").splitlines()) <= 11
