import json

import numpy as np
import pytest

from osteo_core.preprocessing.mice import Imputer, fit_imputer, impute

NAMES = ["bmd", "age", "female", "postmenopausal", "ctx", "p1np", "snp_a", "snp_b"]
KINDS = ["continuous", "continuous", "binary", "binary", "continuous", "continuous", "dosage", "dosage"]
GROUPS = ["dxa", "clinical", "clinical", "clinical", "btm", "btm", "gene", "gene"]
RHO = 0.8


def people(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    age, bmd = 65 + 9 * rng.standard_normal(n), rng.standard_normal(n)
    female = (rng.random(n) < 0.7).astype(float)
    menopause = female * (rng.random(n) < 0.9)
    ctx = 0.5 * bmd + np.sqrt(0.75) * rng.standard_normal(n)
    p1np = RHO * ctx + np.sqrt(1 - RHO**2) * rng.standard_normal(n)
    return np.column_stack([bmd, age, female, menopause, ctx, p1np, rng.binomial(2, 0.3, n), rng.binomial(2, 0.05, n)])


def with_gaps(X: np.ndarray, share: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    X = X.copy()
    X[rng.random(X.shape) < share] = np.nan
    for group, absent in (("btm", 0.3), ("gene", 0.6)):
        X[np.ix_(rng.random(len(X)) < absent, np.array(GROUPS) == group)] = np.nan
    return X


@pytest.fixture(scope="module")
def imputer() -> Imputer:
    return fit_imputer(with_gaps(people(6000, 1), 0.05, 2), KINDS, NAMES, groups=GROUPS, m=5, iterations=5, seed=3)


def test_nothing_missing_is_returned_as_it_is(imputer):
    X = people(20, 4)
    completed = imputer.complete(X, seed=1)
    assert completed.shape == (5, 20, 8)
    assert (completed == X).all()


def test_a_record_gets_the_same_numbers_alone_in_a_batch_and_at_any_position(imputer):
    X = with_gaps(people(300, 5), 0.2, 6)
    whole = imputer.complete(X, seed=9)
    alone = np.concatenate([imputer.complete(X[i : i + 1], seed=9) for i in range(300)], axis=1)
    backwards = imputer.complete(X[::-1], seed=9)[:, ::-1]
    np.testing.assert_allclose(whole, alone, rtol=1e-12)
    np.testing.assert_allclose(whole, backwards, rtol=1e-12)
    assert not np.allclose(whole, imputer.complete(X, seed=10), equal_nan=True)


def test_an_absent_modality_stays_empty_and_changes_nothing(imputer):
    X = with_gaps(people(200, 7), 0.2, 8)
    present = imputer.present(X)
    masked = present.copy()
    btm = imputer.group_names.index("btm")
    masked[:, btm] = False
    without = X.copy()
    without[:, [4, 5]] = np.nan
    a, b = imputer.complete(without, present=masked, seed=1), imputer.complete(without, seed=1)
    np.testing.assert_array_equal(a, b)
    assert np.isnan(a[:, :, 4:6]).all()
    # Other values in the absent modality's place cannot matter, because there is no place for them.
    others = [0, 1, 2, 3, 6, 7]
    assert np.isfinite(a[:, :, others][:, present[:, [imputer.group_names.index(GROUPS[j]) for j in others]]]).all()


def test_genes_neither_predict_nor_are_predicted(imputer):
    X = people(2, 12)
    X[:, [4, 6]] = np.nan
    X[1] = X[0]
    X[1, 7] = 2 - X[0, 7]
    completed = imputer.complete(X, seed=0)
    np.testing.assert_array_equal(completed[:, 0, 4], completed[:, 1, 4])
    np.testing.assert_array_equal(completed[:, 0, 6], completed[:, 1, 6])


def test_draws_follow_the_law_of_the_data(imputer):
    # p1np given the rest is normal with mean 0.8 ctx and variance 0.36 (written into `people`).
    truth = people(4000, 13)
    X = truth.copy()
    X[:, 5] = np.nan
    drawn = imputer.complete(X, seed=2, noise="independent")[:, :, 5]
    residual = drawn - RHO * truth[:, 4]
    assert abs(residual.mean()) < 0.05
    assert abs(residual.std() - 0.6) < 0.03
    common = imputer.complete(X, seed=2)[:, :, 5]
    # Common noise has mean 0 and variance 1 over the five draws, up to the drawn coefficients.
    assert abs((common - RHO * truth[:, 4]).mean()) < 0.06
    assert abs(np.sqrt(common.var(0, ddof=1).mean()) - 0.6) < 0.06


def test_two_correlated_gaps_keep_their_correlation(imputer):
    truth = people(4000, 14)
    X = truth.copy()
    X[:, [4, 5]] = np.nan
    drawn = imputer.complete(X, present=np.ones((4000, 4), bool), seed=2, noise="independent")
    assert abs(np.corrcoef(drawn[0, :, 4], drawn[0, :, 5])[0, 1] - RHO) < 0.05
    assert abs(np.corrcoef(drawn[0, :, 4], truth[:, 0])[0, 1] - 0.5) < 0.06


def test_a_mans_menopause_is_never_drawn_as_yes(imputer):
    X = people(3000, 15)
    X = X[X[:, 2] == 0]
    X[:, 3] = np.nan
    assert imputer.complete(X, seed=0, noise="independent")[:, :, 3].mean() < 0.01


def test_missing_snps_have_hardy_weinberg_proportions(imputer):
    X = people(20000, 16)
    X[:, 6] = np.nan
    drawn = imputer.complete(X, seed=0, noise="independent")[:, :, 6]
    np.testing.assert_allclose([np.mean(drawn == k) for k in (0, 1, 2)], [0.49, 0.42, 0.09], atol=0.025)


def test_draws_stay_within_the_training_range(imputer):
    X = people(500, 17)
    X[:, 4] = np.nan
    X[:, 5] = 50.0
    drawn = imputer.complete(X, seed=0)[:, :, 4]
    assert drawn.max() <= imputer.high[4]


def test_it_survives_a_round_trip_through_arrays_and_json(imputer):
    X = with_gaps(people(50, 18), 0.3, 19)
    again = Imputer.from_state(imputer.state(), json.loads(json.dumps(imputer.meta())))
    np.testing.assert_array_equal(again.complete(X, seed=4), imputer.complete(X, seed=4))


def test_the_fit_is_fixed_by_its_seed():
    X = with_gaps(people(500, 20), 0.1, 21)
    first, second, other = (fit_imputer(X, KINDS, NAMES, groups=GROUPS, m=2, iterations=2, seed=s) for s in (1, 1, 2))
    np.testing.assert_array_equal(first.coefficients, second.coefficients)
    assert not np.allclose(first.coefficients, other.coefficients)


def test_impute_leaves_absent_modalities_and_observed_values_alone():
    X = with_gaps(people(400, 22), 0.1, 23)
    completed = impute(X, KINDS, groups=GROUPS, m=3, iterations=3, seed=0)
    seen = np.isfinite(X)
    assert (completed[:, seen] == X[seen]).all()
    absent = ~seen[:, 4:6].any(1)
    assert np.isnan(completed[:, absent, 4:6]).all()
    assert np.isfinite(completed[:, ~absent, 4:6]).all()
    assert np.isfinite(completed[:, seen[:, 1:4].any(1), 1:4]).all()


def test_only_one_class_seen_still_gives_an_answer():
    X = people(200, 24)
    X[:, 3] = 1.0
    X[:5, 3] = np.nan
    assert impute(X, KINDS, groups=GROUPS, m=2, iterations=2, seed=0)[:, :5, 3].mean() > 0.5


@pytest.mark.parametrize(
    "spoil, reason",
    [
        (lambda X: X.__setitem__((slice(None), 0), np.nan), "bmd: fewer than two"),
        (lambda X: X.__setitem__((0, 2), 0.5), "female: a binary column"),
    ],
)
def test_columns_that_cannot_be_fitted_are_named(spoil, reason):
    X = people(30, 25)
    spoil(X)
    with pytest.raises(ValueError, match=reason):
        fit_imputer(X, KINDS, NAMES, groups=GROUPS)


def test_wrong_shapes_are_refused(imputer):
    with pytest.raises(ValueError, match="shape"):
        imputer.complete(np.zeros((3, 2)))
    with pytest.raises(ValueError, match="present must have shape"):
        imputer.complete(people(3, 26), present=np.ones((3, 2), bool))
    with pytest.raises(ValueError, match="must agree"):
        fit_imputer(people(3, 26), KINDS[:2], NAMES)
