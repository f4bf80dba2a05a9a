"""The same person in two registries: fuzzy record linkage after Fellegi and Sunter, by splink on DuckDB.

Section 1.1 of the paper compares records of different sources with the same sex and ethnicity, age within a year and first visit within
30 days. Among the many pairs that meet this, body size, birth date and bone density tell one person from two. The weight that an
agreement carries is estimated from the data by expectation maximisation, starting from the values below.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from osteo_core.patients.dxa import to_standardised

if TYPE_CHECKING:
    import pandas as pd

AGE_WITHIN_YEARS = 1.0
VISIT_WITHIN_DAYS = 30
THRESHOLD = 0.8
"""Match probability from which a pair is held to be one person."""

MIN_PAIRS_TO_LEARN = 2_000
"""Candidate pairs under which the starting values stand: too few true pairs among them for expectation maximisation."""

PAIRS_TO_LEARN_FROM = 200_000
"""Candidate pairs, about, that are enough to learn from."""

_AGE_ROUNDING = 1e-6


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How close two values may be (`within`, closest first, the last level being further apart), and how often each level is met
    by records of one person (m) and of two (u).
    """

    column: str
    within: tuple[float, float, float]
    m: tuple[float, float, float, float]
    u: tuple[float, float, float, float]


# Starting values. m: repeated measurement within a month (stature ± 0.4 cm, weight ± 0.8 kg, BMD 1-2 % of about 0.75 g/cm²);
# u: two people of one sex and about one age (SD about 6.5 cm, 12 kg, 0.11 g/cm²; birth dates spread over two years).
AGREEMENTS = (
    Agreement(column="height_cm", within=(0.3, 0.8, 2.0), m=(0.54, 0.41, 0.04, 0.01), u=(0.03, 0.05, 0.11, 0.81)),
    Agreement(column="weight_kg", within=(0.6, 1.4, 3.0), m=(0.54, 0.38, 0.07, 0.01), u=(0.03, 0.04, 0.08, 0.85)),
    Agreement(column="born", within=(0.06, 0.12, 0.5), m=(0.70, 0.25, 0.04, 0.01), u=(0.06, 0.06, 0.34, 0.54)),
    Agreement(column="femoral_neck_sbmd", within=(0.007, 0.018, 0.045), m=(0.52, 0.40, 0.07, 0.01), u=(0.04, 0.06, 0.13, 0.77)),
)


@dataclass(frozen=True)
class Linkage:
    """Pairs of records held to be one person, and what each pair of sources shares.

    `pairs`: id_a, id_b, source_a, source_b, match_probability. `overlap`: source_a, source_b, pairs, and rate:
    pairs per record of the smaller source (the paper prints 3.2 % and 1.8 % without its denominator).
    `candidates`: pairs that met the blocking rule.
    """

    pairs: pd.DataFrame
    overlap: pd.DataFrame
    candidates: int


def link(table: pd.DataFrame, *, threshold: float = THRESHOLD) -> Linkage:
    """Find pairs of records from different sources that are likely to be one person.

    Args:
        table: `id` (unique), `source`, `first_visit` (date), sex, ethnicity, age, height_cm, weight_kg, manufacturer and
            femoral_neck_bmd; a missing measurement speaks neither for nor against; a record without sex,
            ethnicity, age or visit is in no pair.
        threshold: least match probability of a pair.

    Raises:
        ValueError: an id that occurs twice.
    """
    import pandas as pd

    if table["id"].duplicated().any():
        raise ValueError("record ids must be unique over all sources")
    records = _records(table)
    sources = [str(name) for name in pd.unique(records["source"])]
    found = pd.DataFrame(columns=["id_a", "id_b", "match_probability"])
    candidates = 0
    if len(sources) > 1:
        scored = _score(records, sources)
        candidates = len(scored)
        scored = scored[scored["match_probability"] >= threshold]
        found = scored.rename(columns={"unique_id_l": "id_a", "unique_id_r": "id_b"})[found.columns.tolist()]
    source_of = table.set_index("id")["source"]
    found = found.assign(source_a=found["id_a"].map(source_of), source_b=found["id_b"].map(source_of))
    found = found.sort_values(["match_probability", "id_a", "id_b"], ascending=[False, True, True], ignore_index=True)
    return Linkage(found, _overlap(found, table["source"]), candidates)


def deduplicate(table: pd.DataFrame, *, threshold: float = THRESHOLD) -> tuple[pd.DataFrame, Linkage]:
    """Keep one record of each person: the most complete one, or the first in the table among equals.

    Returns:
        The kept rows in their order, and the linkage. Records linked through a third one count as one person.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    linkage = link(table, threshold=threshold)
    position = {identity: i for i, identity in enumerate(table["id"])}
    a, b = (np.array([position[i] for i in linkage.pairs[name]], int) for name in ("id_a", "id_b"))
    n = len(table)
    _, person = connected_components(coo_array((np.ones(len(a)), (a, b)), shape=(n, n)), directed=False)
    best_first = np.argsort(-table.notna().sum(axis=1).to_numpy(), kind="stable")
    _, first = np.unique(person[best_first], return_index=True)
    return table.iloc[np.sort(best_first[first])], linkage


def _records(table: pd.DataFrame) -> pd.DataFrame:
    """What splink compares: one row a record that has everything that blocking needs."""
    import pandas as pd

    visit = pd.to_datetime(table["first_visit"])
    day = (visit - pd.Timestamp("1970-01-01")).dt.days
    manufacturer = table["manufacturer"].to_numpy(object)
    sbmd = to_standardised("femoral_neck", table["femoral_neck_bmd"].to_numpy(float), manufacturer)
    records = pd.DataFrame({
        "unique_id": table["id"], "source": table["source"], "sex": table["sex"], "ethnicity": table["ethnicity"],
        "age": table["age"].astype(float), "day": day, "born": 1970 + day / 365.25 - table["age"].astype(float),
        "height_cm": table["height_cm"].astype(float), "weight_kg": table["weight_kg"].astype(float), "femoral_neck_sbmd": sbmd,
    })  # fmt: skip
    records = records.dropna(subset=["source", "sex", "ethnicity", "age", "day"])
    # DuckDB orders NaN as a number; a missing measurement has to arrive as NULL.
    measured = dict.fromkeys(("height_cm", "weight_kg", "femoral_neck_sbmd"), "Float64")
    return records.assign(month=records["day"] // VISIT_WITHIN_DAYS).astype(measured | {"day": int, "month": int})


def _comparison(agreement: Agreement) -> Any:
    import splink.comparison_level_library as level
    import splink.comparison_library as comparison

    apart = f"abs({agreement.column}_l - {agreement.column}_r)"
    close = [level.CustomLevel(f"{apart} <= {limit}") for limit in agreement.within]
    levels: list[Any] = [level.NullLevel(agreement.column), *close, level.ElseLevel()]
    made = comparison.CustomComparison(levels, output_column_name=agreement.column)
    return made.configure(m_probabilities=list(agreement.m), u_probabilities=list(agreement.u))


def _rules() -> list[str]:
    """The paper's rule, once for each distance in 30-day calendar bins, so that DuckDB joins on equality and the search scales."""
    near = f"abs(l.age - r.age) <= {AGE_WITHIN_YEARS + _AGE_ROUNDING} and abs(l.day - r.day) <= {VISIT_WITHIN_DAYS}"
    return [f"l.sex = r.sex and l.ethnicity = r.ethnicity and l.month = r.month + {k} and {near}" for k in (0, 1, -1)]


def _score(records: pd.DataFrame, sources: list[str]) -> pd.DataFrame:
    """Every pair that meets the blocking rule, with its match probability."""
    from splink import DuckDBAPI, Linker, SettingsCreator
    from splink.blocking_rule_library import CustomRule

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_comparison(agreement) for agreement in AGREEMENTS],
        blocking_rules_to_generate_predictions=[CustomRule(rule) for rule in _rules()],
        probability_two_random_records_match=0.02,
        retain_matching_columns=False,
    )
    columns = [name for name in records if name != "source"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of splink's own calls into DuckDB and pandas
        database = DuckDBAPI()
        tables = [records.loc[records["source"] == name, columns] for name in sources]
        parts = [database.register(part, dataset_display_name=f"s{i}") for i, part in enumerate(tables)]
        linker = Linker(parts, settings, log_level=logging.ERROR)
        candidates = linker.inference.compute_blocked_pairs_for_predict()
        if len(database.duckdb_con.table(candidates.physical_name)) >= MIN_PAIRS_TO_LEARN:
            # Pairs of one calendar bin stand for all: they differ from the others in nothing that is compared.
            linker.training.estimate_parameters_using_expectation_maximisation(
                CustomRule(_rules()[0]),
                fix_u_probabilities=False,
                populate_probability_two_random_records_match_from_trained_values=True,
                max_pairs=PAIRS_TO_LEARN_FROM,
                record_sample_proportion=1.0,
            )
        scored = linker.inference.predict(warning_mode="never").as_pandas_dataframe()
        database.duckdb_con.close()
    return scored


def _overlap(pairs: pd.DataFrame, source: pd.Series) -> pd.DataFrame:
    import pandas as pd

    sizes = source.value_counts()
    rows = []
    for a, b in combinations(list(pd.unique(source)), 2):
        count = int((pairs["source_a"].isin([a, b]) & pairs["source_b"].isin([a, b])).sum())
        rows.append({"source_a": a, "source_b": b, "pairs": count, "rate": count / min(sizes[a], sizes[b])})
    return pd.DataFrame(rows, columns=["source_a", "source_b", "pairs", "rate"])
