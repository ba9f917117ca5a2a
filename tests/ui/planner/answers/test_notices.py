"""Whatever a link holds that cannot be used is named in words, whichever setting it is."""

import pytest

from explorer.ui.components.notice import link_notice
from explorer.ui.links import read_link
from explorer.ui.planner.answers.fields import FIELDS
from explorer.ui.planner.answers.notices import LABELS, label_of, value_shown

BROKEN = "no such value"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_a_setting_that_could_not_be_read_is_named_with_what_it_now_is(field):
    opened = read_link(FIELDS, {"v": "1", field.key: BROKEN})
    title, told = link_notice(opened, label_of, value_shown)
    assert title == "One setting in this link could not be read"
    assert f"**{label_of(field.key)}**" in told
    assert BROKEN not in told


def test_no_name_is_kept_for_a_setting_that_is_gone():
    assert set(LABELS) == {field.key for field in FIELDS}
