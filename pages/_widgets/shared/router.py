"""The pages in the order of the menu, and the menu: three groups by who needs them, Help and About last.

A page is added by a line here, its script, its folder of widgets and its texts (`pages.nav.<name>`).
"""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages._widgets.shared.language import Translator

GROUPS: dict[str, tuple[str, ...]] = {
    "patient": ("patient", "over_time", "compare"),
    "reviewers": (
        "performance",
        "subgroups",
        "predictions",
        "your_data",
        "your_hospital",
        "paper",
        "cohort",
        "real_people",
        "checklist",
    ),
    "teaching": ("contributions", "build", "inside", "bone", "cases", "critical"),
}
"""Group -> its pages; the first page of all is the one that opens."""

LAST = ("help", "about")
"""The pages below the groups."""

PAGES = (*(name for names in GROUPS.values() for name in names), *LAST)

_STYLE = """<style>
.st-key-menu { gap: 0.7rem; }
.st-key-menu [data-testid="stMarkdown"] p { font-size: 0.8rem; font-weight: 600; padding-top: 0.4rem; line-height: 1.2; }
.st-key-menu [data-testid="stPageLink"] a { padding: 0 0.5rem; line-height: 1.5; }
.st-key-menu > div:nth-last-child(2) { padding-top: 0.4rem; }
</style>"""

# On a phone the menu covers the page: a link that was followed folds it away, as Streamlit's own menu does.
_FOLD = """<script>
(() => {
  if (window.menuFolds) return;
  window.menuFolds = true;
  document.addEventListener("click", (event) => {
    if (window.innerWidth > 768 || !event.target.closest?.(".st-key-menu a")) return;
    document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
  });
})();
</script>"""


def pages(tr: Translator) -> dict[str, StreamlitPage]:
    """Every page by its name, titled in the session's language."""
    return {name: _page(name, tr) for name in PAGES}


def menu(known: dict[str, StreamlitPage], tr: Translator) -> None:
    """Links to the pages under the names of their groups.

    Streamlit's own sections would do, but for a list that screen readers cannot follow (axe: list, listitem).
    """
    with st.container(key="menu"):
        st.html(_STYLE + _FOLD, unsafe_allow_javascript=True, width="content")
        for group, names in GROUPS.items():
            st.markdown(tr(f"pages.group.{group}"))
            for name in names:
                _link(name, known, tr)
        for name in LAST:
            _link(name, known, tr)


def _link(name: str, known: dict[str, StreamlitPage], tr: Translator) -> None:
    st.page_link(known[name], label=tr(f"pages.nav.{name}"))


def _page(name: str, tr: Translator) -> StreamlitPage:
    first = name == PAGES[0]
    return st.Page(f"pages/{name}.py", title=tr(f"pages.nav.{name}"), url_path="" if first else name, default=first)
