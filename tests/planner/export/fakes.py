"""Stand-ins for frameworks, as small as the exported code allows: they let its decisions be tested without them."""

import sys
import types


class Anything:
    """A class, loss or module of a framework that only has to exist."""

    def __init__(self, *arguments, **settings):
        self.arguments, self.settings = arguments, settings


class Conv2d(Anything):
    """A convolution with what a new first layer asks of an old one."""

    stride, padding, dilation, padding_mode, out_channels, kernel_size, bias = 1, 0, 1, "zeros", 8, 3, None

    def __init__(self, channels=3, *arguments, **settings):
        super().__init__(channels, *arguments, **settings)
        self.in_channels = channels
        self.weight = types.SimpleNamespace(device="cpu", dtype="float32", numel=lambda: 72 * channels)

    def parameters(self):
        return [self.weight]


def module(name, **contents):
    """A module of that name with these contents."""
    made = types.ModuleType(name)
    made.__dict__.update(contents)
    return made


def torch_modules():
    """What the PyTorch exports import, by name."""
    layers = {name: type(name, (Anything,), {}) for name in ("Linear", "Conv1d", "Conv3d", "DataParallel", "Parameter")}
    losses = {name: type(name, (Anything,), {}) for name in ("CrossEntropyLoss", "MSELoss", "BCEWithLogitsLoss")}
    parallel = types.SimpleNamespace(DistributedDataParallel=type("Distributed", (Anything,), {}))
    nn = module("torch.nn", parallel=parallel, Conv2d=Conv2d, **layers, **losses)
    return {"torch": module("torch", nn=nn), "torch.nn": nn}


def install(monkeypatch, modules):
    """Let exported code import these modules."""
    for name, made in modules.items():
        monkeypatch.setitem(sys.modules, name, made)
    return modules


class KerasLayer:
    """A Keras 2 layer: its weights have names and no paths."""

    def __init__(self, name, weights=1, trainable=True, **config):
        self.name, self.trainable, self.config = name, trainable, config
        self.weights = [types.SimpleNamespace(name="kernel:0", shape=(3, 3)) for _ in range(weights)]

    @property
    def trainable_variables(self):
        return [one for one in self.weights if getattr(one, "trainable", True)] if self.trainable else []

    def get_config(self):
        return {"name": self.name, **self.config}

    def get_weights(self):
        return []

    def count_params(self):
        return 9 * len(self.weights)

    @classmethod
    def from_config(cls, config):
        return cls(**{key: value for key, value in config.items() if key != "trainable"})


class Dense(KerasLayer):
    """The head's class."""

    units, output = 10, types.SimpleNamespace(shape=(None, 10))

    def __init__(self, name, units=10, activation="softmax", **config):
        super().__init__(name, units=units, activation=activation, **config)
        self.units = units


class Rescaling(KerasLayer):
    """Numbers for each channel, or one for all."""

    def __init__(self, name, scale=1.0, offset=0.0):
        super().__init__(name, weights=0, scale=scale, offset=offset)


class KerasModel(KerasLayer):
    """A model; `operations` as Keras 3 has them."""

    def __init__(self, layers, operations=None, channels=3):
        super().__init__("model", weights=0)
        self.layers, self.operations = layers, operations
        self.inputs = [types.SimpleNamespace(shape=(None, 8, 8, channels))]

    @property
    def trainable_variables(self):
        return [weight for layer in self.layers for weight in layer.trainable_variables]

    def compile(self, **settings):
        self.compiled = settings


class KerasOptimizer(Anything):
    """An optimizer that remembers what it was made with."""

    def exclude_from_weight_decay(self, var_list):
        self.excluded = var_list


def keras_modules():
    """Keras before 3.15: no MultiOptimizer."""
    optimizers = types.SimpleNamespace(AdamW=KerasOptimizer, Adam=KerasOptimizer, SGD=KerasOptimizer)
    layers = types.SimpleNamespace(
        Layer=KerasLayer, TimeDistributed=type("TimeDistributed", (), {}), Activation=KerasLayer
    )

    def clone_model(model, clone_function, input_tensors=None):
        channels = model.inputs[0].shape[-1] if input_tensors is None else input_tensors
        return KerasModel([clone_function(layer) for layer in model.layers], channels=channels)

    models = types.SimpleNamespace(clone_model=clone_model)
    made = module("keras", Model=KerasModel, layers=layers, optimizers=optimizers, models=models)
    made.Input = lambda batch_shape: batch_shape[-1]
    return {"keras": made}
