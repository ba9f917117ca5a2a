"""Random numbers depend on seed, kind and layer alone."""

import threading

import numpy as np
import pytest

from explorer.simulation.weights import draws
from explorer.simulation.weights.draws import Bank

SHAPE = (300, 200)


def test_each_stream_is_its_own():
    seen = {
        draws.normals(seed, kind, layer, (1, 4)).tobytes()
        for seed in (0, 1)
        for kind in draws.KINDS
        for layer in (0, 1, 2)
    }
    assert len(seen) == 2 * len(draws.KINDS) * 3


@pytest.mark.parametrize("kind", draws.KINDS)
def test_fewer_rows_are_the_first_rows_of_more(kind):
    more, fewer = draws.normals(5, kind, 0, (1000, 37)), draws.normals(5, kind, 0, (250, 37))
    np.testing.assert_array_equal(more[:250], fewer)


def test_draws_are_the_same_again_after_the_bank_forgot_them():
    before = draws.truncated_normals(3, "weight", 2, SHAPE).copy()
    draws.BANK.clear()
    np.testing.assert_array_equal(draws.truncated_normals(3, "weight", 2, SHAPE), before)


def test_a_seed_past_32_bits_is_a_seed_of_its_own():
    assert not np.array_equal(draws.normals(2**32 + 1, "input", 0, (1, 4)), draws.normals(1, "input", 0, (1, 4)))


@pytest.mark.parametrize("law", [draws.uniforms, draws.truncated_normals])
def test_other_laws_put_the_same_normals_into_another_shape(law):
    """Equal ranks, within rounding: the largest normal becomes the largest of the other law, and so on."""
    normal, other = draws.normals(1, "weight", 1, SHAPE).ravel(), law(1, "weight", 1, SHAPE).ravel()
    assert (np.diff(other[np.argsort(normal)]) >= -1e-6).all()
    clear = np.abs(normal) > 1e-5
    assert (np.sign(other[clear]) == np.sign(normal[clear])).all()


def test_truncated_normals_agree_with_the_exact_map():
    normal = np.linspace(-6, 6, 4001).astype(np.float32)
    exact = draws.normal_quantile(
        draws.normal_cdf(np.array([-2.0]))
        + draws.normal_cdf(normal.astype(float)) * np.diff(draws.normal_cdf(np.array([-2.0, 2.0])))
    )
    np.testing.assert_allclose(draws._truncate(normal), exact / draws.TRUNCATED_STD, rtol=0, atol=1e-6)


@pytest.mark.parametrize("shape", [(40, 40), (64, 30), (30, 64), (2, 2)])
def test_orthogonals_are_orthonormal(shape):
    q = draws.orthogonals(0, "weight", 1, shape).astype(float)
    product = q.T @ q if shape[0] >= shape[1] else q @ q.T
    np.testing.assert_allclose(product, np.eye(min(shape)), rtol=0, atol=5e-7)


def test_orthogonals_are_the_qr_of_the_bank_with_positive_diagonal():
    n = draws.normals(0, "weight", 1, (50, 50)).astype(float)
    r = draws.orthogonals(0, "weight", 1, (50, 50)).astype(float).T @ n
    np.testing.assert_allclose(np.tril(r, -1), 0, atol=1e-5)
    assert (np.diag(r) > 0).all()


def test_zero_places_are_a_tenth_of_each_column_rounded_up():
    mask = draws.zero_places(0, 1, (25, 400), 0.1)
    assert (mask.sum(axis=0) == 3).all()
    assert mask.any(axis=1).all()  # every row is hit somewhere


def test_draws_cannot_be_written_to():
    with pytest.raises(ValueError, match="read-only"):
        draws.normals(0, "weight", 1, (3, 3))[0, 0] = 1


def test_the_bank_stays_within_its_bytes_and_drops_the_oldest():
    bank = Bank(limit=3000)
    for key in range(10):
        bank.get((key,), lambda: np.zeros(250, dtype=np.float32))
        bank.get((9,), lambda: np.zeros(250, dtype=np.float32))
    assert bank.held == 3000
    made = []
    bank.get((9,), lambda: made.append(1) or np.zeros(1))
    assert not made
    bank.get((0,), lambda: made.append(1) or np.zeros(1))
    assert made
    assert bank.get(("large",), lambda: np.zeros(10_000)).size == 10_000  # served, not kept
    assert bank.held <= 3000


def test_the_bank_serves_several_threads():
    bank, wrong = Bank(limit=100_000), []

    def work():
        for key in list(range(40)) * 5:
            if bank.get((key,), lambda key=key: np.full(1000, key))[0] != key:
                wrong.append(key)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert 0 <= bank.held <= 100_000
    assert bank.held == sum(array.nbytes for array in bank._arrays.values())
