"""Every setting of the link has a name and its value words, so that a broken link is told instead of breaking."""

import pytest

from explorer.ui.first_weights.ask.frame import setting_name, setting_value
from explorer.ui.first_weights.experiment.settings import FIELDS
from explorer.ui.first_weights.hand_on import settings_sentence


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.key)
def test_every_setting_has_a_name_and_its_default_has_words(field):
    assert setting_name(field.key)
    assert setting_value(field.key, field.default)


def test_the_caption_of_a_picture_names_a_branch_for_blocks_alone():
    values = {field.key: field.default for field in FIELDS}
    assert "Last matrix" not in settings_sentence(values) and "Shortcuts" in settings_sentence(values)
    blocks = settings_sentence({**values, "block": "no_norm", "branch": "zero"})
    assert "Zero (Fixup" in blocks and "Shortcuts" not in blocks
