import numpy as np
import pytest

from osteo_core.preprocessing.splits import folds, train_test_split

STATUS = np.repeat(["osteoporosis", "osteopenia", "normal"], [6234, 3987, 2635])


def test_the_papers_sizes_come_out_exactly_and_by_class():
    train, test = train_test_split(STATUS, seed=1)
    assert (len(train), len(test)) == (10_284, 2_572)
    assert not set(train) & set(test)
    for status, n in (("osteoporosis", 6234), ("osteopenia", 3987), ("normal", 2635)):
        assert abs((STATUS[test] == status).sum() - n * 2572 / 12856) < 1


def test_folds_share_the_training_people_and_their_classes():
    train, _ = train_test_split(STATUS, seed=1)
    fold = folds(STATUS[train], seed=1)
    assert np.ptp(np.bincount(fold)) <= 1
    for status in np.unique(STATUS):
        assert np.ptp(np.bincount(fold[STATUS[train] == status])) <= 1


def test_the_seed_decides():
    first, again, other = (train_test_split(STATUS, seed=s)[1] for s in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    assert (folds(STATUS, seed=1) == folds(STATUS, seed=1)).all()
    assert (folds(STATUS, seed=1) != folds(STATUS, seed=2)).any()


def test_impossible_splits_are_refused():
    with pytest.raises(ValueError, match="cannot be taken"):
        train_test_split(np.array(["a", "b"]), test_size=2)
    with pytest.raises(ValueError, match="cannot make"):
        folds(np.array(["a", "b"]), k=5)
