"""One rate for all ranks: the shipped record says what was run, and what came out is what the docs say."""

from pathlib import Path

import pytest

from explorer.simulation.training.optimizers import OPTIMIZERS
from explorer.simulation.transfer import load_rank_studies
from explorer.simulation.transfer.precompute.ranks import table_row
from explorer.simulation.transfer.ranks import RANKS, SCALINGS, STUDY_OPTIMIZERS, RankStudy, added_of


def test_every_optimizer_meets_every_scaling_at_every_rank_and_rate():
    assert [(one.optimizer, one.scaling) for one in load_rank_studies()] == [
        (optimizer, scaling) for optimizer in STUDY_OPTIMIZERS for scaling in SCALINGS
    ]
    for study in load_rank_studies():
        assert study.ranks == RANKS and study.rates == OPTIMIZERS[study.optimizer].rates
        assert len(study.scores) == len(RANKS) and all(len(row) == len(study.rates) for row in study.scores)
        assert all(0 <= score <= 1 for row in study.scores for score in row)


def test_scalings_agree_at_the_miniatures_own_rank():
    assert len({scale(4) for scale in SCALINGS.values()}) == 1
    assert SCALINGS["one_over_rank"](8) == 1.0 and SCALINGS["one_over_root"](16) == 1.0
    assert added_of(8, 1.0, 4).added == (0, 1, 2) and added_of(8, 1.0, 4).rank == 8


def test_a_rate_fits_where_no_rank_loses_more_than_two_points_by_hand():
    fits = RankStudy("adam", "one_over_rank", (0.1, 0.3), (1, 4), ((0.80, 0.79), (0.70, 0.90)))
    assert fits.best_rates == (0.1, 0.3) and fits.lost == pytest.approx((0.01, 0.0)) and fits.one_rate_fits
    misses = RankStudy("adam", "one_over_rank", (0.1, 0.3), (1, 4), ((0.80, 0.77), (0.70, 0.90)))
    assert misses.lost[0] == pytest.approx(0.03) and not misses.one_rate_fits


def test_as_published_one_rate_fits_all_ranks_with_adam_and_not_with_momentum():
    """L7: LoRA's own scaling, 1/r. A step of momentum grows with the square of the scale, one of Adam does not."""
    found = {(one.optimizer, one.scaling): one.one_rate_fits for one in load_rank_studies()}
    assert found["adam", "one_over_rank"] and not found["momentum", "one_over_rank"]
    assert found["momentum", "one_over_root"]


def test_the_docs_hold_the_shipped_table():
    page = (Path(__file__).resolve().parents[3] / "docs" / "transfer.md").read_text(encoding="utf-8")
    for study in load_rank_studies():
        assert table_row(study) in page
