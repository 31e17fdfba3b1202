"""Classifiers and their losses, right and wrong, in the ways that people write them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random


@dataclass
class Spelling:
    """How a file names Keras, and the imports that it needs for what it has named so far."""

    style: str
    used: dict[str, set[str]] = field(default_factory=dict)

    def layer(self, name: str) -> str:
        """A layer class."""
        if self.style == "names":
            self.used.setdefault("tensorflow.keras.layers", set()).add(name)
            return name
        return f"{self.keras}.layers.{name}" if self.style == "tf" else f"layers.{name}"

    def model(self, name: str) -> str:
        """A model class."""
        if self.style == "names":
            self.used.setdefault("tensorflow.keras.models", set()).add(name)
            return name
        return f"{self.keras}.{name}"

    def member(self, home: str, name: str) -> str:
        """Something else of Keras."""
        if self.style == "names":
            self.used.setdefault(f"tensorflow.keras.{home}", set()).add(name)
            return name
        return f"{self.keras}.{home}.{name}"

    @property
    def keras(self) -> str:
        """The name of Keras itself."""
        return "tf.keras" if self.style == "tf" else "keras"

    def imports(self, words: set[str]) -> list[str]:
        """The import lines for a text that has ``words``."""
        lines = []
        if "tf" in words or self.style == "tf":
            lines.append("import tensorflow as tf")
        if self.style == "keras":
            lines.append("import keras")
        elif "keras" in words:
            lines.append("from tensorflow import keras")
        if "layers" in words and self.style != "names":
            lines.append(
                "from keras import layers" if self.style == "keras" else "from tensorflow.keras import layers"
            )
        for home, names in sorted(self.used.items()):
            lines.append(f"from {home} import {', '.join(sorted(names))}")
        return lines


STYLES = ("tf", "from", "names", "keras")


@dataclass(frozen=True)
class Kind:
    """A kind of classification: the activation, the units, and labels for ``x``."""

    function: str
    units: int
    labels: str
    loss: str
    name: str


KINDS = (
    Kind("softmax", 3, "np.arange(8) % 3", "SparseCategoricalCrossentropy", "sparse"),
    Kind(
        "softmax", 3, 'np.eye(3, dtype="float32")[np.arange(8) % 3]', "CategoricalCrossentropy", "categorical"
    ),
    Kind("sigmoid", 1, '(np.arange(8) % 2).reshape(-1, 1).astype("float32")', "BinaryCrossentropy", "binary"),
    Kind(
        "sigmoid",
        3,
        '(np.arange(24).reshape(8, 3) % 2).astype("float32")',
        "BinaryCrossentropy",
        "multilabel",
    ),
)

_FUNCTIONS = {
    "SparseCategoricalCrossentropy": "sparse_categorical_crossentropy",
    "CategoricalCrossentropy": "categorical_crossentropy",
    "BinaryCrossentropy": "binary_crossentropy",
}


# -- the last layer ----------------------------------------------------------------------------------

ACTIVATIONS = ("string", "positional", "tf function", "keras function", "variable")
"""Given to the last Dense."""
LAYERS = ("layer", "class", "layer of a function")
"""A layer after it."""
OPS = ("op", "keras op", "called class")
"""Something called on what it gives."""


def last_dense(s: Spelling, kind: Kind, how: str) -> str:
    """The call of the last Dense with its activation."""
    f = kind.function
    given = {
        "string": f', activation="{f}"',
        "positional": f', "{f}"',
        "tf function": f", activation=tf.nn.{f}",
        "keras function": f", activation={s.member('activations', f)}" if how == "keras function" else "",
        "variable": ", activation=last_activation",
    }.get(how, "")
    return f"{s.layer('Dense')}({kind.units}{given})"


def activation_layer(s: Spelling, kind: Kind, how: str) -> str | None:
    """The layer after the last Dense, if there is one."""
    f = kind.function
    if how == "layer":
        return f'{s.layer("Activation")}("{f}")'
    if how == "class":
        return f"{s.layer('Softmax')}()" if f == "softmax" else f'{s.layer("Activation")}("{f}")'
    if how == "layer of a function":
        return f"{s.layer('Activation')}(tf.nn.{f})"
    return None


def op(s: Spelling, kind: Kind, how: str, name: str) -> str | None:
    """An expression that applies the activation to ``name``."""
    f = kind.function
    if how == "op":
        return f"tf.nn.{f}({name})"
    if how == "keras op":
        return f"{s.member('activations', f)}({name})"
    if how == "called class":
        layer = activation_layer(s, kind, "class")
        return f"{layer}({name})"
    return None


# -- models ------------------------------------------------------------------------------------------


def _sequential(s: Spelling, kind: Kind, how: str) -> list[str] | None:
    layer = activation_layer(s, kind, how)
    if how in OPS:
        return None
    lines = [
        f'{s.layer("Dense")}(5, activation="relu"),',
        last_dense(s, kind, how) + ",",
        *([layer + ","] if layer else []),
    ]
    start = f"{s.layer('Input')}((4,)),"
    return [f"net = {s.model('Sequential')}([", *(f"    {line}" for line in (start, *lines)), "])"]


def _one_line(s: Spelling, kind: Kind, how: str) -> list[str] | None:
    layer = activation_layer(s, kind, how)
    if how in OPS:
        return None
    parts = [f"{s.layer('Input')}((4,))", last_dense(s, kind, how), *([layer] if layer else [])]
    return [f"net = {s.model('Sequential')}([{', '.join(parts)}])"]


def _added(s: Spelling, kind: Kind, how: str) -> list[str] | None:
    layer = activation_layer(s, kind, how)
    if how in OPS:
        return None
    return [
        f"net = {s.model('Sequential')}()",
        f"net.add({s.layer('Input')}((4,)))",
        f"net.add({s.layer('Dense')}(5))",
        f"net.add({last_dense(s, kind, how)})",
        *([f"net.add({layer})"] if layer else []),
    ]


def _functional(s: Spelling, kind: Kind, how: str) -> list[str] | None:
    layer = activation_layer(s, kind, how)
    expression = op(s, kind, how, "h")
    lines = [f"inputs = {s.layer('Input')}((4,))", f'h = {s.layer("Dense")}(5, activation="relu")(inputs)']
    if layer or expression:
        lines += [f"h = {last_dense(s, kind, '')}(h)", f"outputs = {expression or f'{layer}(h)'}"]
    else:
        lines += [f"outputs = {last_dense(s, kind, how)}(h)"]
    return [*lines, f"net = {s.model('Model')}(inputs, outputs)"]


def _with_a_base(s: Spelling, kind: Kind, how: str) -> list[str] | None:
    if how in OPS:
        return None
    layer = activation_layer(s, kind, how)
    lines = [
        f"base = {s.model('Sequential')}([{s.layer('Input')}((4,)), {s.layer('Dense')}(5)])",
        "base.trainable = False",
        f"inputs = {s.layer('Input')}((4,))",
        "h = base(inputs)",
        f"h = {s.layer('Dropout')}(0.0)(h)",
        f"outputs = {last_dense(s, kind, '' if layer else how)}(h)",
    ]
    if layer:
        lines.append(f"outputs = {layer}(outputs)")
    return [*lines, f"net = {s.model('Model')}(inputs, outputs)"]


def _subclass(s: Spelling, kind: Kind, how: str) -> list[str] | None:
    layer = activation_layer(s, kind, how)
    expression = op(s, kind, how, "h") if how != "called class" else None
    if how == "called class":
        return None
    body = ["h = self.hidden(inputs)", "h = self.last(h)"]
    if expression:
        body.append(f"return {expression}")
    elif layer:
        body.append("return self.activation(h)")
    else:
        body = ["return self.last(self.hidden(inputs))"]
    return [
        f"class Net({s.model('Model')}):",
        "    def __init__(self):",
        "        super().__init__()",
        f"        self.hidden = {s.layer('Dense')}(5)",
        f"        self.last = {last_dense(s, kind, '' if layer or expression else how)}",
        *([f"        self.activation = {layer}"] if layer else []),
        "",
        "    def call(self, inputs, training=False):",
        *(f"        {line}" for line in body),
        "",
        "",
        "net = Net()",
    ]


MODELS: dict[str, Callable[[Spelling, Kind, str], list[str] | None]] = {
    "sequential": _sequential,
    "one line": _one_line,
    "added": _added,
    "functional": _functional,
    "base": _with_a_base,
    "subclass": _subclass,
}


# -- losses ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Loss:
    """A loss as an expression, with a statement before it perhaps, and as a call."""

    setup: tuple[str, ...]
    expression: str
    called: str
    """The expression that calls it on ``y`` and ``p``, in a training step of the program's own."""


def losses(s: Spelling, kind: Kind, how: str, flag: str) -> Loss | None:
    """The loss written as ``how``; ``flag`` is ``""``, ``"from_logits=False"`` or ``"from_logits=True"``."""
    cls = s.member("losses", kind.loss) if how in ("object", "variable", "keyword") else ""
    function = s.member("losses", _FUNCTIONS[kind.loss]) if how in ("function", "lambda", "own") else ""
    if how == "string":
        return None if flag else Loss((), f'"{_FUNCTIONS[kind.loss]}"', "")
    if how == "object":
        return Loss((), f"{cls}({flag})", f"{cls}({flag})(y, p)")
    if how == "variable":
        return Loss((f"loss_fn = {cls}({flag})",), "loss_fn", "loss_fn(y, p)")
    if how == "keyword":
        return Loss((f"loss_fn = {cls}({flag})",), "loss_fn", "loss_fn(y_true=y, y_pred=p)")
    extra = f", {flag}" if flag else ""
    if how == "function":
        return (
            Loss((), function, f"tf.reduce_mean({function}(y, p{extra}))")
            if not flag
            else Loss((), "", f"tf.reduce_mean({function}(y, p{extra}))")
        )
    if how == "lambda":
        text = f"lambda y, p: {function}(y, p{extra})"
        return Loss((f"loss_fn = {text}",), "loss_fn", "tf.reduce_mean(loss_fn(y, p))")
    text = f"    return {function}(y_true, y_pred{extra})"
    return Loss(("def loss_fn(y_true, y_pred):", text, "", ""), "loss_fn", "tf.reduce_mean(loss_fn(y, p))")


LOSSES = ("string", "object", "variable", "keyword", "function", "lambda", "own")


# -- training ----------------------------------------------------------------------------------------


def _accuracy(kind: Kind) -> str:
    return {"sparse": "SparseCategoricalAccuracy", "categorical": "CategoricalAccuracy"}.get(
        kind.name, "BinaryAccuracy"
    )


def _metrics(s: Spelling, kind: Kind, how: str) -> str:
    if how == "accuracy":
        return ', metrics=["accuracy"]'
    if how == "class":
        return f', metrics=[{s.member("metrics", _accuracy(kind))}(name="right")]'
    if how == "auc":
        return f', metrics=["accuracy", {s.member("metrics", "AUC")}(name="auc")]'
    return ""


def training(
    s: Spelling, kind: Kind, loss: Loss, how: str, metrics: str, inside: tuple[str, ...]
) -> list[str] | None:
    """Train ``net`` on ``x`` and ``y``; ``inside`` are statements of a step of its own that read ``p``."""
    if how in ("fit", "fit eagerly", "evaluate"):
        if not loss.expression:
            return None
        eager = ", run_eagerly=True" if how == "fit eagerly" else ""
        lines = [
            f'net.compile(optimizer="adam", loss={loss.expression}{_metrics(s, kind, metrics)}{eager})',
            "history = net.fit(x, y, epochs=1, verbose=0)",
        ]
        if metrics:
            lines.append(
                'print(sorted(history.history), [v for k, v in history.history.items() if k != "loss"])'
            )
        if how == "evaluate" and metrics:
            lines.append("print(net.evaluate(x, y, verbose=0)[1:])")
        return [*loss.setup, *lines]
    if not loss.called:
        return None
    if how == "train_step":
        return [
            *loss.setup,
            f"net.compile(optimizer={s.member('optimizers', 'Adam')}())",
            "net.fit(x, y, epochs=1, verbose=0)",
        ]
    optimizer = f"optimizer = {s.member('optimizers', 'Adam')}()"
    step = [
        "with tf.GradientTape() as tape:",
        "    p = net(x, training=True)",
        f"    loss = {loss.called}",
        *inside,
        "grads = tape.gradient(loss, net.trainable_variables)",
        "optimizer.apply_gradients(zip(grads, net.trainable_variables))",
    ]
    if how == "tape":
        return [*loss.setup, optimizer, "for epoch in range(1):", *(f"    {line}" for line in step)]
    if how in ("tape in a function", "graph"):
        decorator = ["@tf.function"] if how == "graph" else []
        return [
            *loss.setup,
            optimizer,
            "",
            "",
            *decorator,
            "def train_step(x, y):",
            *(f"    {line}" for line in step),
            "    return loss",
            "",
            "",
            "for epoch in range(1):",
            "    train_step(x, y)",
        ]
    return None


def with_a_step(s: Spelling, model: list[str], loss: Loss, inside: tuple[str, ...]) -> list[str] | None:
    """The model with a ``train_step`` of its own, which ``fit`` calls."""
    step = [
        "    def train_step(self, data):",
        "        x, y = data",
        "        with tf.GradientTape() as tape:",
        "            p = self(x, training=True)",
        f"            loss = {loss.called}",
        *(f"        {line}" for line in inside),
        "        grads = tape.gradient(loss, self.trainable_variables)",
        "        self.optimizer.apply_gradients(zip(grads, self.trainable_variables))",
        '        return {"loss": loss}',
        "",
        "",
    ]
    if model[-1] == "net = Net()":
        return [*model[:-2], *step, "net = Net()"]
    if model[-1].endswith("(inputs, outputs)"):
        base = s.model("Model")
        return [f"class Net({base}):", *step, *model[:-1], "net = Net(inputs, outputs)"]
    return None


TRAININGS = ("train_step", "fit", "fit", "fit eagerly", "evaluate", "tape", "tape in a function", "graph")

OWN_STEPS = frozenset({"train_step", "tape", "tape in a function", "graph"})
"""Trainings whose step the program writes itself."""

_INSIDE = (
    (),
    (),
    (),
    ("print(np.argmax(p, axis=1))",),
    ("print(p[0])",),
    ("best = tf.argmax(p, axis=1)",),
    ("seen.append(p)",),
    ("meter.update_state(y, p)",),
    ("print(float(tf.reduce_max(p)))",),
    ("print((p.numpy() > 0.5).sum())",),
    ("right = tf.equal(tf.argmax(p, 1), 0)", "print(right)"),
    ("last['p'] = p",),
    ("q = p", "print(q)"),
    ("show_all(p)",),
    ("tf.print(p)",),
)


def inside_of(
    random: Random, s: Spelling, kind: Kind
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """What a training step does with its predictions: before it, in it, after the training."""
    lines = random.choice(_INSIDE)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    text = " ".join(lines)
    if "seen" in text:
        before, after = ("seen = []",), ("print(np.mean(seen))",)
    if "last[" in text:
        before, after = ("last = {}",), ('print(last["p"])',)
    if "meter" in text:
        before, after = (
            (f"meter = {s.member('metrics', _accuracy(kind))}()",),
            ("print(float(meter.result()))",),
        )
    if "show_all" in text:
        before = ("def show_all(values):", "    print(values)", "", "")
    return before, lines, after
