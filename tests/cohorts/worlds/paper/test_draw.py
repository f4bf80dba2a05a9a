"""The generator: reproducibility, the paper's Table 1, allowed ranges, availability."""

import numpy as np
import pandas as pd
import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.worlds.paper import draw, write
from osteo_core.cohorts.worlds.paper.parameters import load_world
from osteo_core.cohorts.worlds.paper.report import table1

MODALITY_FIELD = {"btm": "ctx", "micro": "bv_tv", "gene": "rs2277438", "sensory": "gait_speed"}


def present(table, modality):
    fields = [f.name for f in CATALOGUE.entered(modality) if f.name in table]
    return table[fields].notna().any(axis=1)


def test_same_seed_same_table_and_another_seed_another():
    first, again, other = draw(500, 11), draw(500, 11), draw(500, 12)
    pd.testing.assert_frame_equal(first.table, again.table)
    pd.testing.assert_frame_equal(first.truth, again.truth)
    assert not first.table["age"].equals(other.table["age"])


def test_population_is_part_of_the_seed():
    assert not draw(200, 1).table["age"].equals(draw(200, 1, population="hospital").table["age"])


def test_unknown_population_is_refused():
    with pytest.raises(ValueError, match="hospital"):
        draw(10, 1, population="clinic")


def test_class_shares_are_those_of_table_1(people):
    shares = people.table["status"].value_counts(normalize=True)
    for name, count in (("osteoporosis", 6234), ("osteopenia", 3987), ("normal", 2635)):
        assert shares[name] == pytest.approx(count / 12856, abs=4 * np.sqrt(0.25 / 20_000))


def test_table_1_with_room_for_sampling_noise(people):
    # 20 000 people: a mean of a class has an error of up to 1 %, a prevalence of up to 0.8 points
    for line in table1(people):
        if line.rule == "inside":
            assert line.passed, line
        else:
            tolerance = float(line.rule[2:])
            assert abs(line.found - float(line.target)) <= 1.35 * tolerance + (1.2 if "prevalence" in line.section else 0.0), line


def test_every_value_is_inside_its_allowed_range(people):
    for feature in CATALOGUE:
        if feature.name in people.table and feature.allowed is not None:
            values = people.table[feature.name].dropna()
            assert values.between(*feature.allowed).all(), feature.name


def test_bmi_agrees_with_height_and_weight(people):
    table = people.table
    assert np.allclose(table["bmi"], table["weight_kg"] / (table["height_cm"] / 100) ** 2, atol=1e-9)


def test_menopause_is_asked_of_women_only(people):
    assert people.table.loc[people.table["sex"] == "male", "postmenopausal"].isna().all()
    women = people.table[people.table["sex"] == "female"]
    assert women.loc[women["age"] > 62, "postmenopausal"].mean() > 0.98
    assert women.loc[women["age"] < 44, "postmenopausal"].mean() < 0.08


def test_dosages_are_in_hardy_weinberg_proportions(people):
    # z mixes allele frequencies a little; 63 chi-square tests with one degree of freedom at p = 1e-5
    for rsid in CATALOGUE.snp_names:
        counts = np.bincount(people.table[rsid].to_numpy(int), minlength=3)
        p = (counts[1] + 2 * counts[2]) / (2 * counts.sum())
        expected = counts.sum() * np.array([(1 - p) ** 2, 2 * p * (1 - p), p**2])
        assert ((counts - expected) ** 2 / expected).sum() < 19.5, rsid


def test_more_effect_alleles_go_with_worse_bone(people):
    z = people.truth["z"]
    sums = people.table[list(CATALOGUE.snp_names)].sum(axis=1)
    assert np.corrcoef(sums, z)[0, 1] < -0.2
    for rsid in ("rs2277438", "rs1544410"):
        assert np.corrcoef(people.table[rsid], z)[0, 1] < -0.08


def test_availability_has_the_papers_counts():
    table = draw(12_856, 4).table
    has = {modality: present(table, modality) for modality in MODALITY_FIELD}
    assert has["micro"].sum() == 4876
    assert has["gene"].sum() == 3245
    assert has["sensory"].sum() == 2768
    complete = has["micro"] & has["gene"] & has["sensory"] & has["btm"]
    assert 1000 <= complete.sum() <= 2200
    assert table[["age", "sex"]].notna().all(axis=None)
    assert table["vitamin_d_25oh"].isna().mean() == pytest.approx(0.10, abs=0.012)


def test_hospital_is_younger_and_has_fewer_women():
    table = draw(20_000, 5, complete=True, population="hospital").table
    assert table["age"].mean() == pytest.approx(62.7, abs=0.3)
    assert table["age"].std() == pytest.approx(8.1, abs=0.2)
    assert (table["sex"] == "female").mean() == pytest.approx(0.684, abs=0.015)


def test_written_file_is_the_drawn_table(tmp_path):
    steps = []
    path = write(tmp_path / "cohort.parquet", 300, 9, lambda done, of: steps.append((done, of)))
    pd.testing.assert_frame_equal(pd.read_parquet(path), draw(300, 9).table)
    assert steps[-1] == (300, 300)
    assert list(tmp_path.iterdir()) == [path]


def test_cut_offs_are_the_quantiles_of_the_normal_distribution():
    low, high = load_world().cuts
    assert low == pytest.approx(-0.0378, abs=5e-4)
    assert high == pytest.approx(0.8239, abs=5e-4)
