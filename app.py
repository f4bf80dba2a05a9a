"""Router: page set-up, language, navigation, the standing notice. No logic."""

import streamlit as st

from osteo_core.errors import ArtifactError
from pages._widgets import access
from pages._widgets.guidance import tour
from pages._widgets.shared import choice, keeping, language, model, notice, presenter, redraw, router, sidebar

st.set_page_config(page_title="Osteo", layout="wide", initial_sidebar_state="collapsed" if presenter.on() else "auto")
choice.settle()
redraw.begin()
menu = st.sidebar.container()
tr = language.start()
access.admit(tr)
pages = router.pages(tr)
page = st.navigation(list(pages.values()), position="hidden")
notice.send_on(pages.values())
with menu:
    router.menu(pages, tr)
sidebar.show(tr, page.url_path or router.PAGES[0])
tour.offer(tr)
keeping.show()
notice.show(tr, page.url_path)
keeping.tell(tr)
tour.show(tr, page.url_path or router.PAGES[0])
try:
    if access.opens(page.url_path or router.PAGES[0], tr):
        page.run()
except ArtifactError as damaged:  # a file that ships is missing or cannot be read: said on whatever page needs it
    st.error(damaged.text(language.current()))
model.warm_up()  # last: imports in a second thread would only hold up the page that is being drawn
