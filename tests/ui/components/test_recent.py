"""What was used last is kept; what was not goes first."""

from explorer.ui.components.recent import Recent


def test_only_so_many_are_kept_and_use_keeps_them_longer():
    kept = Recent(2)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == 1
    kept.put("c", 3)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (1, None, 3)
