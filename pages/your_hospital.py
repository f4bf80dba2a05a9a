"""Your hospital: a model on one's own people: who they are, what it does on them, the least update that they support, and how it keeps."""

from collections.abc import Hashable

import streamlit as st

from osteo_core.errors import ArtifactError, InvalidInput
from osteo_core.recalibration.table_people import TablePeople
from pages._widgets.hospital import monitoring as hospital_monitoring
from pages._widgets.hospital import question as hospital_question
from pages._widgets.hospital import scores as hospital_scores
from pages._widgets.hospital import table as hospital_table
from pages._widgets.hospital import update as hospital_update
from pages._widgets.hospital import who as hospital_who
from pages._widgets.review import body as review_body
from pages._widgets.review import threshold as review_threshold
from pages._widgets.review.people import Reviewed, examined
from pages._widgets.shared import language, layers, model, notice, parts, text

notice.behind_router()
tr = language.translator()
PAGE = "hospital"


def judged(table: hospital_table.Table, asked: hospital_question.Asked, people: TablePeople, key: tuple[object, ...]) -> Reviewed:
    """The people as the pages of review judge them: the model, and the scores that everybody has."""
    study = hospital_scores.study(people)
    words = {one: asked.words(tr) if one == people.name else tr(f"your_hospital.score_of.{one}") for one in study.predictions}
    return Reviewed(
        page=PAGE, key=key, study=study, words=words, outcome=tr(f"layer.outcome.{people.answer}"), people=table.people(tr), kind="own",
        keep=hospital_table.keep,
    )  # fmt: skip


@st.fragment
def performance(reviewed: Reviewed, share: float) -> None:
    """What *Performance* shows of the shipped people, of these; a threshold that moves draws this part alone."""
    st.header(tr("your_hospital.performance"))
    threshold = review_threshold.choose(PAGE, max(1, min(99, round(100 * share))), tr)
    found = examined(reviewed)
    st.markdown(review_body.main_finding(reviewed, found, tr))
    review_body.show(reviewed, found, threshold, tr)


def update(table: hospital_table.Table, asked: hospital_question.Asked, people: TablePeople, key: tuple[object, ...]) -> None:
    """The closed test and the layer."""
    from osteo_core.recalibration.make_layer import make_layer

    st.header(tr("your_hospital.update.title"))
    st.markdown(tr("your_hospital.update.intro"))
    method = hospital_update.choose_method(table.loads, tr)
    with st.spinner(tr("your_hospital.update.working")):
        try:
            made = hospital_table.keep(("layer", *key, method), lambda: make_layer(people, asked.network(), method=method))
        except InvalidInput as refused:
            st.warning(text.listed(refused.problems))
            return
    hospital_update.show(made, tr)


def show(table: hospital_table.Table) -> None:
    """Everything about one table."""
    from osteo_core.recalibration.table_people import read_people
    from osteo_core.recalibration.validate import validate

    asked = hospital_question.choose(hospital_table.described(table), table.loads, table.is_example, tr)
    question = asked.question
    under = None if asked.model is None else hospital_update.in_force(asked.model, question.answer, tr)
    key: tuple[Hashable, ...] = (table.loads, asked.model, question)
    scores = hospital_scores.beside(question)
    try:
        with st.spinner(tr("your_hospital.working")):
            people = released = hospital_table.keep(
                ("people", *key), lambda: read_people((table.name, table.content), question, asked.network(), scores)
            )
            if under is not None:
                key = (*key, *layers.signature(model.load(under.name)))
                people = hospital_table.keep(("people", *key), lambda: read_people((table.name, table.content), question, under, scores))
            document = hospital_table.keep(
                ("document", *key, language.current()), lambda: validate(people, scores, language=language.current())
            )
    except InvalidInput as refused:
        st.error(text.listed(refused.problems))
        return
    for warning in document["warnings"]:
        st.info(text.as_text(warning))
    hospital_who.show(document, tr)
    performance(judged(table, asked, people, key), document["outcome"]["share"])
    update(table, asked, released, (table.loads, asked.model, question))
    hospital_monitoring.show(people, tr)


parts.fit_tables()
st.title(tr("your_hospital.title"))
st.markdown(tr("your_hospital.intro"))
try:
    chosen = hospital_table.show(tr)
    if chosen is not None:
        if chosen.is_example:
            st.markdown(f":small[{tr('your_hospital.example_source')}]")
        show(chosen)
except ArtifactError as damaged:
    st.error(text.reason(damaged))
