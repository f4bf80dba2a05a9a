"""The generator: who is drawn, what is measured of them, and the laws that hold between the two."""

import numpy as np
import pandas as pd
import pytest

from osteo_core.catalogue import CATALOGUE
from osteo_core.cohorts.nhanes.extract import EXTRACT
from osteo_core.cohorts.worlds.life import draw, write
from osteo_core.cohorts.worlds.life.bone import BMD, t_scores
from osteo_core.cohorts.worlds.life.clinical import ANSWERS
from osteo_core.cohorts.worlds.life.participants import participants, survey_weights
from osteo_core.patients import Patient
from osteo_core.patients.who import category_of_t


def test_same_seed_same_bytes_and_another_seed_others(tmp_path):
    first, again, other = (write(tmp_path / name, 300, seed).read_bytes() for name, seed in (("a", 11), ("b", 11), ("c", 12)))
    assert first == again
    assert first != other


def test_nobody_of_the_cycle_kept_for_testing_is_in_the_world(lives):
    raw = pd.read_parquet(EXTRACT, columns=["SEQN", "cycle"])
    kept = set(raw.loc[raw["cycle"].isin(["P", "J"]), "SEQN"])
    drawn = {int(name.rsplit("-", 1)[1]) for name in lives.truth["participant"]} | {
        int(name.rsplit("-", 1)[1]) for name in participants()["id"]
    }
    assert len(drawn) > 10_000
    assert not drawn & kept


def test_no_participants_record_comes_out_unchanged(lives):
    own = participants().set_index("id").loc[lives.truth["participant"]].reset_index(drop=True)
    table = lives.table.reset_index(drop=True)
    measured = ["age", "height_cm", "weight_kg", *BMD]
    same = np.column_stack([(table[name] == own[name]).to_numpy() for name in measured])
    assert not same.all(axis=1).any()
    assert not same[:, 3:].any(axis=1).any()  # no scan is a participant's
    assert (np.abs(table["height_cm"] - own["height_cm"]).dropna() < 5).all()  # yet it is that participant's body
    assert (table["sex"] == own["sex"]).all()


def test_what_a_participant_answered_stays(lives):
    own = participants().set_index("id").loc[lives.truth["participant"]].reset_index(drop=True)
    for name in ANSWERS:
        known = own[name].notna()
        assert (lives.table[name][known] == own[name][known]).all(), name


def test_top_coded_ages_are_spread_and_the_others_stay_within_their_year(lives):
    own = participants().set_index("id").loc[lives.truth["participant"]].reset_index(drop=True)
    age, coded = lives.table["age"], own["top_coded"].to_numpy()
    assert age[coded].between(80, 95).all()
    assert age[coded].max() > 92
    within = age[~coded] - own["age"][~coded]
    assert within.between(0, 0.95).all()
    # Census 2010: 2 346 592 + 1 023 979 of 6 819 524 women aged 80 to 94 are 85 or over
    women = lives.table["sex"].eq("female").to_numpy() & coded & own["age"].eq(80).to_numpy()
    assert (age[women] >= 85).mean() == pytest.approx(0.494, abs=4 * np.sqrt(0.25 / women.sum()))


def test_survey_weights_give_each_cycle_the_same_population():
    raw = pd.read_parquet(EXTRACT)
    raw = raw[raw["cycle"].isin(list("DEFH")) & (raw["age"] >= 40)].reset_index(drop=True)
    weight = pd.Series(survey_weights(raw))
    assert weight.mean() == pytest.approx(1.0)
    cell = [raw["cycle"], raw["sex"], raw["ethnicity"]]
    share = weight.groupby(cell).sum().unstack(0)
    expected = (share["E"] + share["H"]) / 2
    for cycle in "DF":  # exactly, by sex and ethnicity
        np.testing.assert_allclose(share[cycle], expected, rtol=1e-6)
    own = raw["wtmec"].notna()
    assert np.corrcoef(weight[own], raw.loc[own, "wtmec"])[0, 1] == pytest.approx(1.0)


def test_every_value_is_inside_its_allowed_range(lives):
    for feature in CATALOGUE:
        if feature.name in lives.table and feature.allowed is not None:
            assert lives.table[feature.name].dropna().between(*feature.allowed).all(), feature.name


def test_people_are_records_that_the_program_accepts(lives):
    fields = [feature.name for feature in CATALOGUE if feature.name in lives.table and feature.modality in ("dxa", "clinical", "sensory")]
    for _, row in lives.table.head(20).iterrows():
        record: dict = {}
        for name in fields:
            if not pd.isna(row[name]):
                kind = CATALOGUE[name].kind
                record.setdefault(CATALOGUE[name].modality, {})[name] = bool(row[name]) if kind == "binary" else row[name]
        Patient.model_validate(record)


def test_status_is_that_of_the_true_bone_and_the_scan_errs_by_its_precision(lives):
    true = lives.truth[[f"true_{name}" for name in BMD]].to_numpy()
    lowest = t_scores(true).min(axis=1)
    assert [category_of_t(t) for t in lowest[:300]] == lives.table["status"].tolist()[:300]
    error = lives.table[list(BMD)].to_numpy() - true
    np.testing.assert_allclose(error.std(axis=0), [0.011, 0.012, 0.011], rtol=0.05)
    assert np.abs(np.corrcoef(error.T) - np.eye(3)).max() < 0.06


def test_missing_as_in_practice():
    table = draw(3_000, 5).table
    assert table[["age", "sex", "ethnicity", "prior_fracture"]].notna().all(axis=None)
    for name, share in (("femoral_neck_bmd", 0.85 * 0.95), ("ctx", 0.6 * 0.95), ("bv_tv", 0.38), ("rs1544410", 0.25), ("gait_speed", 0.40)):
        assert table[name].notna().mean() == pytest.approx(share, abs=0.04), name
    together = (table["bv_tv"].notna() & table["gait_speed"].notna()).mean()
    assert together > 0.38 * 0.40 + 0.05  # who has one of the rare ones tends to have another
    assert table.loc[table[list(BMD)].isna().all(axis=1), "manufacturer"].notna().mean() < 0.02


def test_a_complete_draw_lacks_nothing_but_what_is_not_asked(lives):
    outcomes = [name for name in lives.table if "fracture_10y" in name]
    gaps = lives.table.drop(columns=[*outcomes, "postmenopausal"]).isna().sum()
    assert not gaps.any(), gaps[gaps > 0]
    assert lives.table["postmenopausal"].isna().equals(lives.table["sex"] == "male")
