"""What a plan costs: laws over models and strategies, then figures worked by hand or published."""

from dataclasses import replace

import pytest

from explorer.planner import Layer, Task, make_plan
from explorer.planner.cost.cost import learnable
from explorer.planner.layers.biases import bias_count
from explorer.planner.layers.outputs import new_parameters, outputs
from tests.planner.plan_models import CROSSED, SAMPLES, linear, read, stack, truth, two_layer

TASKS = (Task(), Task(classes=None, optimizer="sgd"), Task(classes=9, domain="text", input_size=64))

# CaffeNet's multiply-adds: output places × weights without biases, from the published architecture
CAFFENET = {
    "conv1": 55 * 55 * 96 * 3 * 11 * 11,
    "conv2": 27 * 27 * 256 * 48 * 5 * 5,
    "conv3": 13 * 13 * 384 * 256 * 3 * 3,
    "conv4": 13 * 13 * 384 * 192 * 3 * 3,
    "conv5": 13 * 13 * 256 * 192 * 3 * 3,
    "fc6": 9216 * 4096,
    "fc7": 4096 * 4096,
    "fc8": 4096 * 2,
}


@pytest.mark.parametrize("name", SAMPLES)
def test_letting_everything_learn_costs_what_full_costs(name):
    for task in TASKS:
        cost = make_plan(truth(name), task, "from_scratch").cost
        assert cost.trainable_parameters == cost.full_trainable_parameters
        assert cost.gradient_bytes == cost.full_gradient_bytes and cost.optimizer_bytes == cost.full_optimizer_bytes
        assert cost.backward_macs == cost.full_backward_macs
        assert cost.memory_share == 1 and cost.step_share in (1, None)


@pytest.mark.parametrize(("name", "strategy"), CROSSED)
def test_no_plan_costs_more_than_letting_everything_learn(name, strategy):
    for task in TASKS:
        plan = make_plan(truth(name), task, strategy)
        cost = plan.cost
        if cost.trainable_parameters is None:  # a text need not tell how many weights are biases
            assert plan.strategy == "biases" and cost.memory_share is None
            continue
        assert cost.trainable_parameters <= cost.full_trainable_parameters <= cost.all_parameters
        added = sum(planned.added_parameters or 0 for planned in plan.layers)
        assert cost.weight_bytes == 4 * cost.all_parameters == cost.full_weight_bytes + 4 * added
        assert 0 < cost.memory_share <= 1
        if cost.forward_macs is None:
            assert cost.step_share is None and any("can't be known" in note for note in cost.notes)
        else:
            assert cost.backward_macs <= cost.full_backward_macs <= 2 * cost.forward_macs
            assert 0 < cost.step_share <= 1


def test_keeping_from_the_input_on_never_costs_more():
    model = truth("caffe_caffenet_deploy")
    costs = [make_plan(model, Task(), key).cost for key in ("head_only", "surgical_middle", "discriminative", "full")]
    assert [cost.backward_macs for cost in costs] == sorted(cost.backward_macs for cost in costs)


def test_caffenet_figures():
    cost = make_plan(truth("caffe_caffenet_deploy"), Task(), "head_only").cost
    assert cost.trainable_parameters == 4096 * 2 + 2
    assert cost.all_parameters == 60_965_224 - 4_097_000 + 8_194
    assert cost.forward_macs == sum(CAFFENET.values()) == 720_319_008
    assert cost.backward_macs == CAFFENET["fc8"]  # its own weights; nothing is passed on below it
    assert cost.full_backward_macs == 2 * sum(CAFFENET.values()) - CAFFENET["conv1"]
    assert (cost.gradient_bytes, cost.optimizer_bytes) == (4 * 8_194, 8 * 8_194)


def test_first_block_learning_still_walks_all_the_way_back():
    cost = make_plan(truth("caffe_caffenet_deploy"), Task(), "surgical_first").cost
    passed_on = sum(CAFFENET.values()) - CAFFENET["conv1"]
    assert cost.backward_macs == CAFFENET["conv1"] + passed_on + CAFFENET["fc8"]


@pytest.mark.parametrize(
    ("name", "macs", "old_head"),
    [  # as published with the 1000-answer head: 15.47, 4.089 and 0.3 billion
        ("k2_vgg16", 15_470_264_320, 4096 * 1000),
        ("torchinfo112_resnet50", 4_089_184_256, 2048 * 1000),
        ("k3_mobilenetv2", 300_774_272, 1280 * 1000),
    ],
)
def test_the_work_is_the_published_one(name, macs, old_head):
    cost = make_plan(truth(name), Task(classes=2), "full").cost
    assert cost.forward_macs == macs - old_head + old_head // 1000 * 2


def test_resnet50_with_a_new_head_learns_4098_weights():
    cost = make_plan(truth("torchinfo112_resnet50"), Task(), "head_only").cost
    assert cost.trainable_parameters == 2048 * 2 + 2
    assert cost.all_parameters == 25_557_032 - 2_049_000 + 4_098


def test_bert_memory_falls_from_16_bytes_a_weight_to_4_and_12_for_those_that_learn():
    model = truth("repr_bert")
    full = make_plan(model, Task(classes=3, domain="text"), "full").cost
    head = make_plan(model, Task(classes=3, domain="text"), "head_only").cost
    total, learning = full.all_parameters, 768 * 3 + 3
    assert total == model.parameters - (768 * 2 + 2) + learning
    assert full.weight_bytes + full.gradient_bytes + full.optimizer_bytes == 16 * total
    assert head.weight_bytes + head.gradient_bytes + head.optimizer_bytes == 4 * total + 12 * learning
    sgd = make_plan(model, Task(classes=3, domain="text", optimizer="sgd"), "full").cost
    assert sgd.optimizer_bytes == 4 * total


def test_bert_work_needs_the_length_of_the_text():
    model = truth("repr_bert")
    unknown = make_plan(model, Task(classes=3, domain="text"), "full").cost
    assert unknown.forward_macs is None and any("longest text" in note for note in unknown.notes)
    known = make_plan(model, Task(classes=3, domain="text", input_size=128), "full").cost
    block = 4 * 768 * 768 + 2 * 768 * 3072  # query, key, value, output; in and out of the wide layer
    assert known.forward_macs == 128 * 12 * block + 768 * 768 + 768 * 3


def test_keras_running_statistics_weigh_and_never_learn():
    cost = make_plan(truth("k3_mobilenetv2"), Task(), "full").cost
    assert cost.all_parameters == 3_538_984 - 1_281_000 + 2_562
    assert cost.trainable_parameters == 3_504_872 - 1_281_000 + 2_562
    frozen = Layer("bn", "BatchNormalization", 128, 0, False, norm="batch")
    assert learnable(truth("k3_mobilenetv2"), frozen) == 64


def test_a_head_that_gave_its_weights_to_the_word_list_is_counted_once():
    model = truth("repr_gpt2")
    cost = make_plan(model, Task(classes=2, domain="text"), "full").cost
    assert cost.all_parameters == model.parameters + 768 * 2  # the word list stays, the new head has no bias
    owner_first = stack(
        linear("head", 4, 6, role="head"),
        Layer("words", "Embedding", 0, role="embedding", tensors=(("weight", (6, 4)),), shares_with="head"),
        classes=6,
    )
    released = make_plan(owner_first, Task(classes=2), "full").cost
    assert released.all_parameters == (4 * 2 + 2) + 24


def test_weights_that_no_layer_owns_go_with_the_first_block():
    model = replace(two_layer(), parameters=two_layer().parameters + 100)
    assert make_plan(model, Task(), "head_only").cost.trainable_parameters == 10
    assert make_plan(model, Task(), "full").cost.trainable_parameters == 100 + 36 + 10


def test_what_the_text_does_not_tell_stays_unknown():
    model = stack(Layer("a", ""), Layer("b", "", role="head", stage=1))
    cost = make_plan(model, Task(), "full").cost
    assert (cost.trainable_parameters, cost.all_parameters, cost.forward_macs) == (None, None, None)
    assert cost.step_share is None and cost.memory_share is None
    assert any("model.summary()" in note for note in cost.notes)


def test_the_new_head_is_sized_from_tensors_arguments_or_counts():
    tensors = linear("fc", 512, 10)
    counts = Layer("fc", "Dense", 5_130, output_shape=(None, 10))
    arguments = Layer("fc", "Linear", arguments=(("in_features", "512"), ("out_features", "10"), ("bias", "True")))
    for layer in (tensors, counts, arguments):
        model = stack(replace(layer, role="head"))
        assert outputs(model, layer) == 10
        assert new_parameters(model, layer, 3) == 513 * 3
    assert new_parameters(stack(Layer("fc", "")), Layer("fc", ""), 3) is None


def test_a_picture_as_rows_counts_the_rows_of_each_linear_layer():
    dense = Layer("dense", "Dense", 8 * 4 + 4, output_shape=(None, 7, 4), tensors=(("kernel", (8, 4)), ("bias", (4,))))
    model = stack(dense, replace(linear("fc", 4, 3, role="head", stage=1), output_shape=(None, 3)), framework="keras")
    assert make_plan(model, Task(), "full").cost.forward_macs == 7 * 32 + 4 * 2


def test_transposed_convolutions_are_not_guessed():
    up = Layer("up", "ConvTranspose2d", 72, output_shape=(1, 2, 8, 8), tensors=(("weight", (4, 2, 3, 3)),))
    model = stack(up, linear("fc", 4, 3, role="head", stage=1))
    assert make_plan(model, Task(), "full").cost.forward_macs is None


@pytest.mark.parametrize(
    "name",
    [
        "k3_mnist_cnn",
        "k2_vgg16",
        "k2_mobilenetv2",
        "torchsummary_vgg16",
        "torchsummary_resnet18",
        "caffe_caffenet_deploy",
    ],
)
def test_the_work_read_from_a_summary_is_that_of_the_live_model(name):
    printed, live = (make_plan(which, Task(), "full").cost for which in (read(name), truth(name)))
    assert (printed.forward_macs, printed.full_backward_macs) == (live.forward_macs, live.full_backward_macs)


def test_rows_that_stand_for_a_block_are_estimated_and_named_so():
    cost = make_plan(read("torchinfo112_resnet50"), Task(), "full").cost
    assert cost.forward_macs == pytest.approx(4_087_140_352, rel=0.001)
    assert any("4 rows stand for a whole block" in note for note in cost.notes)


def test_a_row_that_holds_most_of_the_model_is_not_estimated():
    cost = make_plan(read("k23_transfer_vgg16"), Task(classes=3), "full").cost
    assert cost.forward_macs is None and cost.step_share is None


@pytest.mark.parametrize(
    ("parameters", "kind", "filters", "incoming", "biases"),
    [
        (1_792, "Conv2D", 64, 3, 64),  # VGG-16: 64 × (27 + 1)
        (9_408, "Conv2d", 64, 3, 0),  # ResNet-18: 64 × 147
        (9_472, "Conv2D", 64, None, 64),  # ResNet-50 in Keras: 64 × (147 + 1), channels not said
        (320, "Conv2D", 32, None, 32),  # grey: 32 × (9 + 1)
        (288, "DepthwiseConv2D", 32, 32, 0),  # MobileNet: 32 × 9
        (320, "DepthwiseConv2D", 32, 32, 32),
        (4_097_000, "Dense", 1000, 4096, 1000),
        (4_096_000, "Dense", 1000, 4096, 0),
        (1_000, "Conv2d", 64, 3, 0),  # does not divide: nothing is claimed
    ],
)
def test_biases_are_told_from_the_count(parameters, kind, filters, incoming, biases):
    assert bias_count(Layer("x", kind, parameters), filters, incoming) == biases


@pytest.mark.parametrize(
    ("before", "head", "answers"),
    [
        (Layer("bn", "BatchNorm2d", 1024, norm="batch"), 513_000, 1000),  # ResNet-18
        (Layer("dense", "Linear", 4096 * 4097), 4_097_000, 1000),  # AlexNet: a square layer
        (Layer("bn", "BatchNorm2d", 1024, norm="batch"), 500_000, None),  # 513 does not divide it
        (Layer("conv", "Conv2d", 1_000), 513_000, None),
    ],
)
def test_old_answers_are_told_from_the_layer_before_or_not_at_all(before, head, answers):
    model = stack(before, Layer("fc", "Linear", head, role="head", stage=1))
    assert outputs(model, model.layers[1]) == answers


def test_tensors_of_unknown_size_count_as_unknown():
    raw = Layer("a", "", tensors=(("weight", (None,)), ("bias", (None,))))
    model = stack(raw, Layer("fc", "", role="head", stage=1, tensors=(("weight", (None,)),)))
    cost = make_plan(model, Task(), "full").cost
    assert (cost.trainable_parameters, cost.forward_macs) == (None, None)


def test_the_output_of_kept_blocks_can_be_stored_only_without_varied_copies():
    model = truth("caffe_caffenet_deploy")
    told = [
        any("computed once" in note for note in make_plan(model, Task(augmented=augmented), strategy).cost.notes)
        for augmented, strategy in ((False, "head_only"), (True, "head_only"), (False, "full"))
    ]
    assert told == [True, False, False]
