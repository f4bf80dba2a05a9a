"""What a session holds: it survives the other language and a reload, stays in its own tab, and makes nothing of a file but text."""

from __future__ import annotations

import json
import re
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from osteo_core.catalogue import CATALOGUE
from osteo_core.translations import translate
from tests.browser.steps import OTHER, hand_over, press, risks, speak
from tests.browser.tabs import arrive, becomes, opened, rest, session, tab_of, visit

LABEL = "Bed 7 *north*"


def _box(tab: Page, name: str, language: str) -> Locator:
    feature = CATALOGUE[name]
    return tab.get_by_role("textbox", name=feature.label_with_unit_in(language), exact=True).first


def _type(tab: Page, name: str, text: str, language: str) -> None:
    box = _box(tab, name, language)
    box.fill(text)
    box.press("Tab")
    rest(tab)


def _clinical(tab: Page, language: str) -> None:
    tab.locator(".st-key-form-modality").get_by_role("radio", name=re.compile(CATALOGUE.modality_label("clinical", language))).click()
    rest(tab)


def _control(tab: Page, name: str) -> Locator:
    return tab.locator(f"[class*='st-key-field-'][class*='-{name}']").locator("[data-testid=stRadio], [data-testid=stSelectbox]").first


def _answer(tab: Page, name: str, answer: str, language: str) -> None:
    _control(tab, name).get_by_text(translate(f"pages.form.{answer}", language), exact=True).click()
    rest(tab)


def _answered(tab: Page, name: str, answer: str, language: str) -> None:
    expect(_control(tab, name).get_by_role("radio", name=translate(f"pages.form.{answer}", language), exact=True)).to_be_checked()


def _shown(tab: Page, name: str) -> str:
    told: str = _control(tab, name).evaluate("e => e.innerText + (e.querySelector('input')?.value ?? '')")
    return told


def _chosen(tab: Page, name: str, words: str) -> None:
    becomes(lambda: words in _shown(tab, name), True, tab)


def _choose(tab: Page, name: str, category: str, language: str) -> None:
    _control(tab, name).get_by_role("combobox").click()
    tab.get_by_role("option", name=CATALOGUE[name].category_in(category, language), exact=True).click()
    rest(tab)


def _enter(tab: Page, language: str) -> None:
    """A new record: three numbers, one of them refused, two choices, one yes and one no."""
    press(tab, "pages.picker.new", language)
    _clinical(tab, language)
    _type(tab, "age", "71", language)
    _type(tab, "height_cm", "1,58", language)
    _type(tab, "weight_kg", "55,5", language)
    _choose(tab, "sex", "female", language)
    _choose(tab, "ethnicity", "asian", language)
    _answer(tab, "prior_fracture", "yes", language)
    _answer(tab, "current_smoking", "no", language)


def _all_there(tab: Page, language: str) -> None:
    for name, text in (("age", "71"), ("height_cm", "1,58"), ("weight_kg", "55,5")):
        expect(_box(tab, name, language)).to_have_value(text)
    for name, category in (("sex", "female"), ("ethnicity", "asian")):
        _chosen(tab, name, CATALOGUE[name].category_in(category, language))
    for name, answer in (("prior_fracture", "yes"), ("current_smoking", "no"), ("rheumatoid_arthritis", "not_known")):
        _answered(tab, name, answer, language)


@pytest.mark.parametrize("language", ["en"])
def test_the_other_language_and_back_leaves_every_entry_and_the_result(browser: Browser, address: str, language: str) -> None:
    other = OTHER[language]
    with opened(browser, address, "", language) as tab:
        _enter(tab, language)
        before = risks(tab)
        speak(tab, other)
        expect(tab.locator("html")).to_have_attribute("lang", translate("language.tag", other))
        _all_there(tab, other)
        _answer(tab, "parental_hip_fracture", "yes", other)  # any click sends every choice to the server
        _answer(tab, "parental_hip_fracture", "not_known", other)
        _all_there(tab, other)
        becomes(lambda: risks(tab), before, tab)
        assert translate("pages.choose", "en") not in tab.get_by_test_id("stMain").inner_text().splitlines()
        speak(tab, language)
        expect(tab.locator("html")).to_have_attribute("lang", translate("language.tag", language))
        _all_there(tab, language)
        becomes(lambda: risks(tab), before, tab)


@pytest.mark.parametrize("language", ["zh"])
def test_entries_survive_a_reload_in_their_own_tab_alone_and_not_what_is_new(browser: Browser, address: str, language: str) -> None:
    with session(browser, language) as context:
        tab = visit(tab_of(context), address)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        _enter(tab, language)
        tab.get_by_role("button", name=translate("pages.picker.name", language), exact=True).click()
        named = tab.get_by_role("textbox", name=translate("pages.picker.label", language), exact=True)
        named.fill(LABEL)
        named.press("Enter")
        rest(tab)
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(LABEL)
        before = risks(tab)
        tab.reload()
        expect(tab.get_by_text(translate("pages.keeping.restored", language))).to_be_visible(timeout=90_000)
        rest(tab)
        _all_there(tab, language)
        becomes(lambda: risks(tab), before, tab)
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(LABEL)
        _answer(tab, "rheumatoid_arthritis", "no", language)
        expect(tab.get_by_text(translate("pages.keeping.restored", language))).to_have_count(0)
        second = visit(tab_of(context), address)
        expect(second.get_by_test_id("stSidebar")).not_to_contain_text(LABEL)
        assert LABEL not in (second.evaluate("JSON.stringify(sessionStorage)") or "")
        assert tab.evaluate("localStorage.getItem('osteo.kept')") is None
        everywhere = json.dumps([asked, context.cookies(), tab.url, second.url], ensure_ascii=False)
        assert not [value for value in ("1,58", "55,5", "Bed", "north", "asian") if value in everywhere]
        second.close()
        press(tab, "pages.picker.new", language)
        becomes(lambda: "55,5" in tab.evaluate("JSON.stringify(sessionStorage)"), False, tab)
        tab.reload()
        arrive(tab)
        assert "55,5" not in tab.evaluate("JSON.stringify(sessionStorage)")
        expect(_box(tab, "age", language)).to_have_value("")
        expect(tab.get_by_test_id("stSidebar")).to_contain_text(translate("pages.sidebar.empty", language))


def test_what_the_tab_holds_is_read_like_a_file_from_a_stranger(browser: Browser, address: str) -> None:
    with opened(browser, address, "", "en") as tab:
        for kept in ("{", "[]", '{"version": 1, "settings": {}, "record": {"draft": {"__class__": 1}}}', "x" * 300_000):
            tab.evaluate("kept => sessionStorage.setItem('osteo.kept', kept)", kept)
            tab.reload()
            arrive(tab)
            expect(tab.get_by_text(translate("pages.keeping.unreadable", "en"))).to_be_visible()


LEAVING = "() => { const e = new Event('beforeunload', { cancelable: true }); window.dispatchEvent(e); return e.defaultPrevented; }"
WITHOUT_STORE = "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('switched off'); } });"


def test_the_browser_asks_before_entries_are_lost_that_it_cannot_keep(browser: Browser, address: str) -> None:
    with session(browser, "en", before=WITHOUT_STORE) as context:
        tab = visit(tab_of(context), address)
        assert tab.evaluate(LEAVING) is False
        press(tab, "pages.picker.new", "en")
        _clinical(tab, "en")
        _type(tab, "age", "71", "en")
        becomes(lambda: tab.evaluate(LEAVING), True, tab)


HOSTILE = (
    "![x](http://evil.example/a.png)", "[x](http://evil.example/b)", "<img src=http://evil.example/c.png>", "http://evil.example/d",
    "www.evil.example", "<script>fetch('http://evil.example/e')</script>", "$\\href{http://evil.example/f}{x}$", ":material/home:",
    ":red[x]", ":smile:", "**bold**", "a@evil.example", "\u202eevil",
)  # fmt: skip


def test_a_hostile_patient_file_is_text_and_asks_for_nothing_elsewhere(browser: Browser, address: str) -> None:
    hosts: set[str | None] = set()
    names = " ".join(HOSTILE)
    refused = {"clinical": {name: 1 for name in HOSTILE[:6]} | {"sex": HOSTILE[0], "age": names}, HOSTILE[1]: {}}
    with opened(browser, address, "", "en") as tab:
        tab.on("request", lambda request: hosts.add(urlparse(request.url).hostname))
        _load(tab, refused)
        shown = tab.get_by_role("alert").filter(has_text="evil.example")
        expect(shown).to_be_visible()
        _only_text(shown)
        # What turns the writing round, and a name longer than 200 characters, are refused.
        label, number = " ".join((HOSTILE[0], HOSTILE[2], *HOSTILE[6:11])), " ".join((HOSTILE[1], *HOSTILE[3:6], HOSTILE[11]))
        _load(tab, {"label": label, "id": number, "clinical": {"age": 71}})
        shown = tab.get_by_test_id("stSidebar").get_by_role("paragraph").filter(has_text="evil.example")
        expect(shown).to_be_visible()
        _only_text(shown)
        for sign in ("![x](", "<img src=", "$\\href", ":red[x]", ":smile:", ":material/home:", "**bold**"):
            assert sign in shown.inner_text().replace("\N{WORD JOINER}", "")
        tab.wait_for_load_state("networkidle")
    assert hosts - {None} == {"127.0.0.1"}


def _load(tab: Page, patient: dict[str, object]) -> None:
    hand_over(tab, "pages.picker.load", "en", "p.json", json.dumps(patient).encode())
    tab.keyboard.press("Escape")
    rest(tab)


def _only_text(shown: Locator) -> None:
    made = shown.locator("img:not([src^='data:']), a, script, iframe, .katex, code, em, del, [data-testid=stIconMaterial]")
    assert [made.nth(place).evaluate("e => e.outerHTML") for place in range(made.count())] == []
