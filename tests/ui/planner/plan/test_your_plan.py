"""Where does the page say why a plan counts other weights than the model has?"""

from dataclasses import replace

import pytest

from explorer.planner import GALLERY, Task, gallery_text, make_plan, read_summary
from explorer.ui.language import written
from explorer.ui.planner.model.your_model import weights_told
from explorer.ui.planner.plan.your_plan import weights_origin

RESNET = read_summary(gallery_text("resnet18"))  # 11.7 million weights


@pytest.mark.parametrize("key", GALLERY)
def test_a_count_that_reads_unlike_the_models_is_explained(key):
    model = read_summary(gallery_text(key))
    planned = make_plan(model, Task(classes=2, domain=GALLERY[key].domain)).cost.all_parameters
    same = written(planned, "count") == written(weights_told(model), "count")
    assert (weights_origin(model, planned) == "") == same


def test_a_count_whose_digits_end_the_models_is_explained_too():
    assert written(RESNET.parameters, "count").endswith(written(1_700_000, "count"))
    assert weights_origin(RESNET, 1_700_000)


def test_a_model_of_unknown_count_has_its_planned_one_explained():
    unknown = replace(RESNET, parameters=None, parameters_at_least=None)
    assert weights_origin(unknown, 11_700_000) and not weights_origin(unknown, None)
