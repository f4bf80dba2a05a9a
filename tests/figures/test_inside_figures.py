"""The charts of the network's inside hold the numbers that they were given, put them on one scale and say them in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from osteo_core import load_model
from osteo_core.explanation.trace import trace
from osteo_core.explanation.trace_parts import OUTPUTS, PAIRS, Trace
from osteo_core.explanation.trace_stages import shape_text, stages_of
from osteo_core.figures.network.attention_scales import attention_scales_chart, attention_scales_table, describe_attention_scales
from osteo_core.figures.network.interval_pieces import describe_interval_pieces, interval_pieces_chart, interval_pieces_table
from osteo_core.figures.network.network_map import describe_network_map, network_map, network_map_table
from osteo_core.figures.network.pair_interactions import describe_pair_interactions, pair_interactions_chart, pair_interactions_table
from osteo_core.figures.network.state_lines import describe_state_lines, state_lines_chart, state_lines_table
from osteo_core.figures.network.tensor_heat import describe_tensor_heat, tensor_heat_chart, tensor_heat_table
from osteo_core.figures.network.z_scores import InputRow, describe_z_scores, z_scores_chart, z_scores_table
from osteo_core.network.batch import TOKENS
from osteo_core.patients.examples import load_example
from osteo_core.translations import LANGUAGES

VALUES = np.array([[0.5, -2.0, 0.25], [1.0, 0.0, -0.125]])
WEIGHTS = np.array([[0.7, 0.0, 0.2, 0.1, 0.0], [0.5, 0.0, 0.3, 0.2, 0.0], [0.4, 0.0, 0.3, 0.3, 0.0]])
ADDED = {PAIRS[0]: 0.1, PAIRS[3]: -0.4, PAIRS[5]: 0.05}
STATES = np.cumsum(np.random.default_rng(5).normal(0, 0.05, (48, 12)), 0).clip(-1, 1)
ROWS = [
    InputRow(name="age", label="Age", value="74 years", z=0.9, measured=True),
    InputRow(name="bmi", label="Body mass index", value="21.0 kg/m²", z=-1.4, measured=False),
]


@pytest.fixture(scope="module")
def complete() -> Trace:
    return trace(load_model("fusion"), load_example("virtual-complete-osteoporosis"))


@pytest.fixture(scope="module")
def partial() -> Trace:
    return trace(load_model("fusion"), load_example("woman-osteoporosis-fracture"))


def _chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def test_cells_hold_the_values_around_zero() -> None:
    figure = tensor_heat_chart(VALUES, ["a", "b"])
    (cells,) = figure.data
    np.testing.assert_array_equal(cells.z, VALUES)
    assert (cells.zmin, cells.zmax) == (-2.0, 2.0)
    assert cells.texttemplate == "%{text}"
    assert list(cells.text[0]) == ["0.50", "−2.00", "0.25"]
    assert list(figure.layout.yaxis.categoryarray or cells.y) == ["a", "b"]
    assert tensor_heat_chart(np.zeros((1, 32)), ["a"]).data[0].texttemplate is None
    table = tensor_heat_table(VALUES, ["a", "b"])
    assert table.loc[(table["row"] == "b") & (table["column"] == 3), "value"].item() == -0.125


def test_a_heat_strip_says_how_far_rows_reach_or_which_cells_stand_out() -> None:
    assert "a from −2.00 to 0.50" in describe_tensor_heat(VALUES, ["a", "b"])
    many = np.zeros((9, 2))
    many[4, 1], many[7, 0] = -3.0, 2.0
    said = describe_tensor_heat(many, list("abcdefghi"))
    assert said.index("e −3.00") < said.index("h 2.00")


@pytest.mark.parametrize("long", ["DXA + Clinical × Microarchitecture", "DXA 骨密度 + 临床 × 骨微结构"])
def test_a_long_name_stands_on_two_lines(long: str) -> None:
    (cells,) = tensor_heat_chart(VALUES, [long, "a × b"]).data
    assert list(cells.y) == [long.replace(" × ", " ×<br>"), "a × b"]


@pytest.mark.parametrize("rows, columns", [(["a"], None), (["a", "b"], ["x"])])
def test_names_that_do_not_fit_are_refused(rows: list[str], columns: list[str] | None) -> None:
    with pytest.raises(ValueError, match="names"):
        tensor_heat_chart(VALUES, rows, columns)


def test_attention_has_a_bar_a_token_and_temperature() -> None:
    figure = attention_scales_chart(WEIGHTS, [0.5, 1, 2])
    assert [list(bar.x) for bar in figure.data] == (100 * WEIGHTS).tolist()
    assert figure.data[0].text[0].endswith("70\N{NO-BREAK SPACE}%")
    assert [bar.text[1] for bar in figure.data] == ["", "not measured: 0 %", ""]
    table = attention_scales_table(WEIGHTS, [0.5, 1, 2])
    assert table["mean"].sum() == pytest.approx(1)
    assert list(table["token"]) == list(TOKENS)
    with pytest.raises(ValueError, match="shape"):
        attention_scales_chart(WEIGHTS[:2], [0.5, 1, 2])


def test_pairs_stand_by_size_and_keep_their_sign() -> None:
    figure = pair_interactions_chart(ADDED)
    assert [bar.x[0] for bar in figure.data] == [0.05, 0.1, -0.4]  # drawn upwards: the largest on top
    assert "−0.25" in describe_pair_interactions(ADDED)
    assert pair_interactions_table(ADDED)["adds"].sum() == pytest.approx(-0.25)


def test_states_end_in_what_goes_on() -> None:
    figure = state_lines_chart(STATES)
    *lines, ends = figure.data
    assert len(lines) == 12
    np.testing.assert_array_equal(ends.y, STATES[-1])
    assert len(figure.layout.annotations) == 3
    table = state_lines_table(STATES)
    assert table["seconds"].iloc[-1] == 11.875
    np.testing.assert_array_equal(table.drop(columns="seconds").to_numpy(), STATES)


def test_a_filled_in_field_is_hollow() -> None:
    (dots,) = z_scores_chart(ROWS, "clinical").data
    assert list(dots.x) == [0.9, -1.4]
    assert list(dots.marker.symbol) == ["circle", "circle-open"]
    assert "Body mass index" in describe_z_scores(ROWS)
    assert list(z_scores_table(ROWS)["mask"]) == [1, 0]


@pytest.mark.parametrize("output", OUTPUTS)
def test_every_network_and_imputation_is_a_dot_and_the_interval_is_the_answers(complete: Trace, output: str) -> None:
    ensemble, column = complete.ensemble, OUTPUTS.index(output)
    figure = interval_pieces_chart(ensemble, output)
    dots = [trace for trace in figure.data if trace.marker.symbol == "circle-open"]
    np.testing.assert_array_equal([list(trace.x) for trace in dots], ensemble.each[:, :, column])
    answer = figure.data[-1]
    assert answer.x[0] + answer.error_x.array[0] == pytest.approx(ensemble.high[column])
    assert answer.x[0] - answer.error_x.arrayminus[0] == pytest.approx(ensemble.low[column])
    low, high = figure.layout.xaxis.range
    assert low < ensemble.low[column] < ensemble.high[column] < high
    assert interval_pieces_chart(ensemble, output, interval=False).data[-1].error_x.array is None
    assert len(interval_pieces_table(ensemble, output)) == ensemble.each[:, :, 0].size


def test_the_map_has_the_shapes_of_the_tensors(complete: Trace) -> None:
    table = network_map_table(stages_of(complete)).set_index("stage")
    assert table.loc["micro", "enters"] == "48×48×48"
    assert table.loc["micro", "between"] == "8×12×12×12 → 16×6×6×6 → 16 → 26"
    assert table.loc["sensory", "between"] == "48×12 → 12 → 26"
    assert set(table.loc[list(TOKENS), "leaves"]) == {"32"}
    assert table.loc["pairs", "between"] == "5×16 → 10×16"
    assert table.loc["outputs", "enters"] == "48"
    assert shape_text((2, 4)) == table.loc["interval", "leaves"]


def test_a_branch_without_data_is_pale_and_dotted(complete: Trace, partial: Trace) -> None:
    def dotted(found: Trace) -> int:
        return sum(shape.type == "rect" and shape.line.dash == "dot" for shape in network_map(stages_of(found)).layout.shapes)

    assert dotted(complete) == 0
    assert dotted(partial) == 3 * 4
    assert not network_map_table(stages_of(partial)).set_index("stage").loc["gene", "run"]
    said = describe_network_map(stages_of(partial))
    assert said.index("DXA") < said.index("Empty") < said.index("Genes")


@pytest.mark.parametrize("stage, boxes", [("tokens", 5), ("inputs", 5), ("attention", 1), ("gene", 3), (None, 0)])
def test_the_stage_on_screen_stands_out(complete: Trace, stage: str | None, boxes: int) -> None:
    shapes = network_map(stages_of(complete), highlight=stage).layout.shapes
    assert sum(shape.type == "rect" and shape.line.width == 3 for shape in shapes) == boxes


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("language", LANGUAGES)
def test_both_languages_and_themes(complete: Trace, language: str, dark: bool) -> None:
    stages, ensemble = stages_of(complete), complete.ensemble
    drawn = [
        (tensor_heat_chart(VALUES, ["a", "b"], None, language, dark=dark), describe_tensor_heat(VALUES, ["a", "b"], None, language)),
        (attention_scales_chart(WEIGHTS, [0.5, 1, 2], language, dark=dark), describe_attention_scales(WEIGHTS, [0.5, 1, 2], language)),
        (pair_interactions_chart(ADDED, language, dark=dark), describe_pair_interactions(ADDED, language)),
        (state_lines_chart(STATES, language, dark=dark), describe_state_lines(STATES, language)),
        (z_scores_chart(ROWS, "clinical", language, dark=dark), describe_z_scores(ROWS, language)),
        (
            interval_pieces_chart(ensemble, "fracture", language, dark=dark),
            describe_interval_pieces(ensemble, "fracture", language),
        ),
        (network_map(stages, language, highlight="fused", dark=dark), describe_network_map(stages, language)),
    ]
    for figure, alt in drawn:
        assert isinstance(figure, go.Figure)
        assert figure.layout.font.color == ("#E8EDF0" if dark else "#1B2329")
        assert _chinese(alt) == (language == "zh")
        assert "nan" not in alt.lower()


def test_tables_are_whole() -> None:
    for table in (attention_scales_table(WEIGHTS, [0.5, 1, 2]), pair_interactions_table(ADDED), state_lines_table(STATES)):
        assert isinstance(table, pd.DataFrame)
        assert not table.isna().any(axis=None)
