"""Published architectures written as prototxt: VGG-16 in the old syntax, GoogLeNet and ResNet-50 in the new one."""

INPUT = 'name: "{name}"\ninput: "data"\ninput_shape {{ dim: 10 dim: 3 dim: 224 dim: 224 }}\n'


def layer(name, kind, bottoms, top, settings=""):
    feeds = " ".join(f'bottom: "{bottom}"' for bottom in bottoms)
    return f'layer {{ name: "{name}" type: "{kind}" {feeds} top: "{top}" {settings} }}\n'


def conv(name, bottom, outputs, kernel, stride=1, pad=0, bias=True):
    term = "" if bias else " bias_term: false"
    settings = f"convolution_param {{ num_output: {outputs} kernel_size: {kernel} stride: {stride} pad: {pad}{term} }}"
    return layer(name, "Convolution", [bottom], name, settings)


def pool(name, bottom, method, kernel, stride, pad=0):
    settings = f"pooling_param {{ pool: {method} kernel_size: {kernel} stride: {stride} pad: {pad} }}"
    return layer(name, "Pooling", [bottom], name, settings)


def dense(name, bottom, outputs):
    return layer(name, "InnerProduct", [bottom], name, f"inner_product_param {{ num_output: {outputs} }}")


def vgg16() -> str:
    """Simonyan & Zisserman 2014, configuration D: 138,357,544 parameters."""
    text, below = (
        "# the old syntax\n" + 'name: "VGG"\ninput: "data" input_dim: 10 input_dim: 3 input_dim: 224 input_dim: 224\n',
        "data",
    )
    for block, (count, width) in enumerate([(2, 64), (2, 128), (3, 256), (3, 512), (3, 512)], 1):
        for number in range(1, count + 1):
            name = f"conv{block}_{number}"
            text += (
                f"layers {{ bottom: '{below}' top: '{name}' name: '{name}' type: CONVOLUTION blobs_lr: 0 blobs_lr: 0 "
                f"convolution_param {{ num_output: {width} pad: 1 kernel_size: 3 }} }}\n"
                f"layers {{ bottom: '{name}' top: '{name}' name: 'relu{block}_{number}' type: RELU }}\n"
            )
            below = name
        text += (
            f"layers {{ bottom: '{below}' top: 'pool{block}' name: 'pool{block}' type: POOLING "
            "pooling_param { pool: MAX kernel_size: 2 stride: 2 } }\n"
        )
        below = f"pool{block}"
    for name, width in (("fc6", 4096), ("fc7", 4096), ("fc8", 1000)):
        text += (
            f"layers {{ bottom: '{below}' top: '{name}' name: '{name}' type: INNER_PRODUCT "
            f"blobs_lr: 1 blobs_lr: 2 inner_product_param {{ num_output: {width} }} }}\n"
        )
        below = name
    return text + "layers { bottom: 'fc8' top: 'prob' name: 'prob' type: SOFTMAX }\n"


INCEPTIONS = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}


def googlenet(auxiliary: bool) -> str:
    """Szegedy et al. 2015, table 1, as BVLC published it: 6,998,552 parameters, 13,378,280 with both side heads."""
    text = INPUT.format(name="GoogLeNet") + conv("conv1/7x7_s2", "data", 64, 7, 2, 3)
    text += pool("pool1", "conv1/7x7_s2", "MAX", 3, 2) + conv("conv2/reduce", "pool1", 64, 1)
    text += conv("conv2/3x3", "conv2/reduce", 192, 3, 1, 1) + pool("pool2", "conv2/3x3", "MAX", 3, 2)
    below = "pool2"
    for name, (one, three_in, three, five_in, five, pooled) in INCEPTIONS.items():
        part = f"inception_{name}"
        text += conv(f"{part}/1x1", below, one, 1)
        text += conv(f"{part}/3x3_reduce", below, three_in, 1) + conv(
            f"{part}/3x3", f"{part}/3x3_reduce", three, 3, 1, 1
        )
        text += conv(f"{part}/5x5_reduce", below, five_in, 1) + conv(f"{part}/5x5", f"{part}/5x5_reduce", five, 5, 1, 2)
        text += pool(f"{part}/pool", below, "MAX", 3, 1, 1) + conv(f"{part}/pool_proj", f"{part}/pool", pooled, 1)
        branches = [f"{part}/{branch}" for branch in ("1x1", "3x3", "5x5", "pool_proj")]
        text += layer(f"{part}/output", "Concat", branches, f"{part}/output")
        below = f"{part}/output"
        if auxiliary and name in ("4a", "4d"):
            text += side_head(f"loss{1 if name == '4a' else 2}", below)
        if name in ("3b", "4e"):
            text += pool(f"pool_{name}", below, "MAX", 3, 2)
            below = f"pool_{name}"
    text += pool("pool5/7x7_s1", below, "AVE", 7, 1) + dense("loss3/classifier", "pool5/7x7_s1", 1000)
    return text + layer(
        "loss3/loss3", "SoftmaxWithLoss", ["loss3/classifier", "label"], "loss3/loss3", "loss_weight: 1"
    )


def side_head(name: str, below: str) -> str:
    """An auxiliary head: average pooling, 1 × 1 convolution, two dense layers."""
    text = pool(f"{name}/ave_pool", below, "AVE", 5, 3) + conv(f"{name}/conv", f"{name}/ave_pool", 128, 1)
    text += dense(f"{name}/fc", f"{name}/conv", 1024) + dense(f"{name}/classifier", f"{name}/fc", 1000)
    return text + layer(
        f"{name}/loss", "SoftmaxWithLoss", [f"{name}/classifier", "label"], f"{name}/loss", "loss_weight: 0.3"
    )


def resnet50() -> str:
    """He et al. 2015, table 1, with BatchNorm and Scale layers: 25,557,032 parameters."""
    text = INPUT.format(name="ResNet-50") + normed("conv1", "data", 64, 7, 2, 3) + pool("pool1", "conv1", "MAX", 3, 2)
    below = "pool1"
    for stage, (count, width) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)], 2):
        for block in "abcdef"[:count]:
            name, stride = f"res{stage}{block}", 2 if block == "a" and stage > 2 else 1
            shortcut = below
            if block == "a":
                text += normed(f"{name}_branch1", below, 4 * width, 1, stride)
                shortcut = f"{name}_branch1"
            text += normed(f"{name}_branch2a", below, width, 1, stride)
            text += normed(f"{name}_branch2b", f"{name}_branch2a", width, 3, 1, 1)
            text += normed(f"{name}_branch2c", f"{name}_branch2b", 4 * width, 1)
            text += layer(name, "Eltwise", [shortcut, f"{name}_branch2c"], name)
            text += layer(f"{name}_relu", "ReLU", [name], name)
            below = name
    text += layer("pool5", "Pooling", [below], "pool5", "pooling_param { pool: AVE global_pooling: true }")
    return text + dense("fc1000", "pool5", 1000) + layer("prob", "Softmax", ["fc1000"], "prob")


def normed(name, bottom, outputs, kernel, stride=1, pad=0):
    """A convolution without bias, with its BatchNorm and Scale in place."""
    label = name.removeprefix("res")
    return (
        conv(name, bottom, outputs, kernel, stride, pad, bias=False)
        + layer(f"bn{label}", "BatchNorm", [name], name, "batch_norm_param { use_global_stats: true }")
        + layer(f"scale{label}", "Scale", [name], name, "scale_param { bias_term: true }")
    )
