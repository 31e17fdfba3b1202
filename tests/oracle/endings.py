"""The end of a generated program: a model, a loss, the training, sometimes a reader of the predictions."""

from __future__ import annotations

import random

PAIRS = {
    "act": ('"softmax"', "None"),
    "flag": ("True", "False"),
    "layer": ('keras.layers.Dense(10, activation="softmax")', "keras.layers.Dense(10)"),
    "layers": (
        "[keras.layers.Dense(10), keras.layers.Softmax()]",
        "[keras.layers.Dense(10)]",
    ),
    "model": (
        'keras.Sequential([keras.layers.Dense(10, activation="softmax")])',
        "keras.Sequential([keras.layers.Dense(10)])",
    ),
    "loss": (
        "keras.losses.CategoricalCrossentropy()",
        "keras.losses.CategoricalCrossentropy(from_logits=True)",
    ),
}
HEADS = ("act", "layer", "layers", "model")
"""What travels to the model; the rest travels to the loss."""


def ending(chance: random.Random, kind: str, carried: str, free: str, constant: bool | None) -> list[str]:
    """The model, the loss and the training; ``free`` is the flag of the loss, or whether there is a softmax."""
    # The same draws for every value of the free side, so that the probe has the shape of the program.
    model_style, loss_style, reader, split = (chance.random() for _ in range(4))
    if kind in HEADS:
        lines = _model(model_style, kind, carried)
        return [*lines, *_training(loss_style, free, constant, split), *_readers(reader)]
    if constant is None and split < 0.5:
        lines = [f"if {free}:", '    head = "softmax"', "else:", "    head = None"]
        lines += _model(model_style, "act", "head")
    else:
        act = {True: '"softmax"', False: "None", None: f'("softmax" if {free} else None)'}[constant]
        lines = _model(model_style, "act", act)
    if kind == "loss":
        return [*lines, *_trained_with(loss_style, [f"loss = {carried}"], "loss"), *_readers(reader)]
    return [*lines, *_training(loss_style, carried, None, 1.0), *_readers(reader)]


def _model(style: float, kind: str, carried: str) -> list[str]:
    if kind == "model":
        return [f"model = {carried}"]
    if kind == "layers":
        many = [
            [f"model = keras.Sequential({carried})"],
            [f'model = keras.Sequential([keras.layers.Dense(32, activation="relu"), *{carried}])'],
            ["model = keras.Sequential()", f"for layer in {carried}:", "    model.add(layer)"],
            [
                "inputs = x = keras.Input((4,))",
                f"for layer in {carried}:",
                "    x = layer(x)",
                "model = keras.Model(inputs, x)",
            ],
        ]
        return many[int(style * len(many))]
    layer = carried if kind == "layer" else f"keras.layers.Dense(10, activation={carried})"
    styles = [
        [f"model = keras.Sequential([{layer}])"],
        [f'model = keras.Sequential([keras.layers.Dense(32, activation="relu"), {layer}])'],
        [
            "model = keras.Sequential()",
            'model.add(keras.layers.Dense(32, activation="relu"))',
            f"model.add({layer})",
        ],
        [
            "inputs = keras.Input((4,))",
            'hidden = keras.layers.Dense(32, activation="relu")(inputs)',
            f"model = keras.Model(inputs, {layer}(hidden))",
        ],
        [
            "def build(head):",
            "    net = keras.Sequential()",
            "    net.add(head)",
            "    return net",
            f"model = build({layer})",
        ],
        [
            "class Net(keras.Model):",
            "    def __init__(self, head):",
            "        super().__init__()",
            "        self.head = head",
            "    def call(self, x):",
            "        return self.head(x)",
            f"model = Net({layer})",
        ],
    ]
    if kind == "act":
        styles += [
            [f"model = keras.Sequential([keras.layers.Dense(10), keras.layers.Activation({carried})])"],
            [
                f'options = {{"units": 10, "activation": {carried}}}',
                "model = keras.Sequential([keras.layers.Dense(**options)])",
            ],
            [
                "model = keras.Sequential([keras.layers.Dense(10)])",
                f"if {carried}:",
                "    model.add(keras.layers.Softmax())",
            ],
            [
                "def classifier(activation=None):",
                "    inputs = keras.Input((4,))",
                "    return keras.Model(inputs, keras.layers.Dense(10, activation=activation)(inputs))",
                f"model = classifier({carried})",
            ],
        ]
    return styles[int(style * len(styles))]


def _training(style: float, flag: str, constant: bool | None, split: float) -> list[str]:
    if constant is None and split < 0.4:
        lines = [
            f"if {flag}:",
            "    loss = keras.losses.CategoricalCrossentropy(from_logits=True)",
            "else:",
            "    loss = keras.losses.CategoricalCrossentropy()",
        ]
        return _trained_with(style, lines, "loss")
    if style < 0.08 and constant is not True and constant is not None:
        return ['model.compile(loss="categorical_crossentropy")', "model.fit(1, 2)"]
    if style < 0.16:
        lines = [
            "def criterion(y, p):",
            f"    return keras.losses.categorical_crossentropy(y, p, from_logits={flag})",
        ]
        return [*lines, "model.compile(loss=criterion)", "model.fit(1, 2)"]
    if style < 0.24:
        return [
            "with tf.GradientTape() as tape:",
            f"    loss = keras.losses.sparse_categorical_crossentropy(1, model(2), from_logits={flag})",
            "tape.gradient(loss, model.trainable_variables)",
        ]
    kind = "SparseCategoricalCrossentropy" if style < 0.5 else "CategoricalCrossentropy"
    given = "" if constant is False and split < 0.7 else f"from_logits={flag}"
    return _trained_with(style, [f"loss = keras.losses.{kind}({given})"], "loss")


def _trained_with(style: float, lines: list[str], loss: str) -> list[str]:
    if 0.3 < style < 0.42:
        return [
            *lines,
            "with tf.GradientTape() as tape:",
            f"    value = {loss}(1, model(2, training=True))",
            "tape.gradient(value, model.trainable_variables)",
        ]
    if len(lines) == 1 and style > 0.6:
        return [f"model.compile(loss={lines[0].removeprefix('loss = ')})", "model.fit(1, 2)"]
    return [*lines, f'model.compile(optimizer="adam", loss={loss})', "model.fit(1, 2)"]


def _readers(style: float) -> list[str]:
    if style < 0.75:
        return []
    styles = [
        ["print(model.predict(1))"],
        ["print(model.predict(1).argmax(axis=-1))"],
        ["p = model.predict(1)", "print(p[0])"],
        ["print(tf.argmax(model(1), axis=-1))"],
        ["def report(values):", "    print(values > 0.9)", "report(model.predict(1))"],
    ]
    return styles[int((style - 0.75) * 4 * len(styles))]


def with_one_unit(text: str) -> str:
    """The same program for one unit and a sigmoid."""
    for many, one in (
        ("softmax", "sigmoid"),
        ("layers.Softmax()", 'layers.Activation("sigmoid")'),
        ("SparseCategoricalCrossentropy", "BinaryCrossentropy"),
        ("CategoricalCrossentropy", "BinaryCrossentropy"),
        ("sparse_categorical_crossentropy", "binary_crossentropy"),
        ("categorical_crossentropy", "binary_crossentropy"),
        ("Dense(10", "Dense(1"),
    ):
        text = text.replace(many, one)
    return text
