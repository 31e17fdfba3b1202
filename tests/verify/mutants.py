"""Repairs gone wrong, each in one way: what a linter could do to a program, and the verdict that must fail.

A mutant is made of the repaired program by its syntax, not its text, so that it stays the same mistake when
the repair is written in another way.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[ast.Module], object]


@dataclass(frozen=True)
class Mutant:
    """A fixture, what is done to its repair (or to the ``original``), and the verdict that tells."""

    name: str
    fixture: str
    caught_by: str
    change: Change
    original: bool = False
    options: tuple[tuple[str, object], ...] = ()
    finish: Callable[[str], str] = str

    def apply(self, before: str, repaired: str) -> str:
        """Return the mutant's text; a change that changes nothing is an error in the test."""
        tree = ast.parse(before if self.original else repaired)
        untouched = ast.unparse(tree)
        self.change(tree)
        text = ast.unparse(ast.fix_missing_locations(tree))
        assert text != untouched or self.change is nothing, f"{self.name} changes nothing in {self.fixture}"
        return self.finish(text)


def named(node: ast.expr, *names: str) -> bool:
    """Whether an expression is a name, or the attribute of something, that is one of these."""
    return (isinstance(node, ast.Attribute) and node.attr in names) or (
        isinstance(node, ast.Name) and node.id in names
    )


def calls(tree: ast.Module, *names: str) -> list[ast.Call]:
    """The calls of functions with these last names."""
    return [n for n in ast.walk(tree) if isinstance(n, ast.Call) and named(n.func, *names)]


def edit(tree: ast.Module, old: str, new: str) -> None:
    """Replace an expression, written out, wherever it is."""
    wanted = ast.dump(ast.parse(old, mode="eval").body)

    class Replacing(ast.NodeTransformer):
        def generic_visit(self, node: ast.AST) -> ast.AST:
            super().generic_visit(node)
            if isinstance(node, ast.expr) and ast.dump(node) == wanted:
                return ast.parse(new, mode="eval").body
            return node

    Replacing().visit(tree)


def expression(old: str, new: str) -> Change:
    return lambda tree: edit(tree, old, new)


def keyword(function: str, name: str, value: str | None) -> Change:
    """Set (or with ``None`` remove) an argument of every call of a function."""

    def change(tree: ast.Module) -> None:
        for call in calls(tree, function):
            call.keywords = [k for k in call.keywords if k.arg != name]
            if value is not None:
                call.keywords.append(ast.keyword(name, ast.parse(value, mode="eval").body))

    return change


def reader(function: str, make: Callable[[str], str]) -> Change:
    """Rewrite ``tf.nn.softmax(x)``, which the repair has given to the readers of ``x``."""

    def change(tree: ast.Module) -> None:
        for call in calls(tree, function):
            edit(tree, ast.unparse(call), make(ast.unparse(call.args[0])))

    return change


def append(code: str) -> Change:
    return lambda tree: tree.body.extend(ast.parse(code).body)


def nothing(tree: ast.Module) -> None:
    """Leave the program as it was: a repair that does nothing."""


def silence(text: str) -> str:
    """Silence the linter in place of repairing."""
    return "".join(f"{line}  # noqa: XEN101\n" for line in text.splitlines())


SOFTMAX, SIGMOID = "tape_tf_softmax", "tape_tf_sigmoid"
LOSS = "SparseCategoricalCrossentropy"
MUTANTS = (
    Mutant("nothing is repaired", SOFTMAX, "gradients", nothing, original=True),
    Mutant("silenced instead of repaired", SOFTMAX, "gradients", nothing, original=True, finish=silence),
    Mutant("activation removed, flag forgotten", SOFTMAX, "gradients", keyword(LOSS, "from_logits", None)),
    Mutant("flag set, activation kept", SOFTMAX, "gradients", keyword(LOSS, "from_logits", "True"), True),
    Mutant(
        "reader left with logits",
        SOFTMAX,
        "function",
        reader("softmax", lambda x: f"tf.convert_to_tensor({x})"),
    ),
    Mutant(
        "threshold of one half left on logits",
        SIGMOID,
        "function",
        reader("sigmoid", lambda x: f"tf.convert_to_tensor({x})"),
    ),
    Mutant(
        "reader given a temperature",
        SOFTMAX,
        "function",
        reader("softmax", lambda x: f"tf.nn.softmax(0.9 * {x})"),
    ),
    Mutant(
        "reader normalised over the batch",
        SOFTMAX,
        "function",
        reader("softmax", lambda x: f"tf.nn.softmax({x}, axis=0)"),
    ),
    Mutant(
        "activation applied twice by the reader",
        SOFTMAX,
        "function",
        reader("softmax", lambda x: f"tf.exp(tf.nn.log_softmax(tf.math.softplus({x})))"),
    ),
    Mutant(
        "sigmoid where a softmax was",
        SOFTMAX,
        "function",
        reader("softmax", lambda x: f"tf.nn.sigmoid({x})"),
    ),
    Mutant(
        "another class is chosen",
        SOFTMAX,
        "function",
        lambda tree: [setattr(c.func, "attr", "argmin") for c in calls(tree, "argmax")],
    ),
    Mutant(
        "metric compared with 0.3",
        "fit_metric_on_logits",
        "function",
        keyword("BinaryAccuracy", "threshold", "0.3"),
    ),
    Mutant(
        "second metric forgotten",
        "fit_metric_on_logits",
        "function",
        keyword("Recall", "thresholds", None),
    ),
    Mutant(
        "metric dropped",
        "fit_metric_on_logits",
        "function",
        keyword("compile", "metrics", "['accuracy']"),
    ),
    Mutant(
        "every second row left out of the loss",
        SOFTMAX,
        "gradients",
        expression("loss_object(labels, predictions)", "loss_object(labels[::2], predictions[::2])"),
    ),
    Mutant(
        "last rows left out of the loss",
        SOFTMAX,
        "gradients",
        expression("loss_object(labels, predictions)", "loss_object(labels[:-3], predictions[:-3])"),
    ),
    Mutant(
        "half of the gradient",
        SOFTMAX,
        "gradients",
        expression("loss_object(labels, predictions)", "0.5 * loss_object(labels, predictions)"),
    ),
    Mutant("loss summed instead of averaged", SOFTMAX, "gradients", keyword(LOSS, "reduction", "'sum'")),
    Mutant(
        "labels smoothed",
        "tape_activation_tf_softmax",
        "gradients",
        keyword("CategoricalCrossentropy", "label_smoothing", "0.1"),
    ),
    Mutant(
        "logits scaled in the model",
        SOFTMAX,
        "gradients",
        expression(
            "self.scores(self.second(self.first(images)))",
            "0.5 * self.scores(self.second(self.first(images)))",
        ),
    ),
    Mutant(
        "relu instead of nothing",
        "tape_activation_tf_softmax",
        "gradients",
        expression("tf.keras.layers.Dense(10)", "tf.keras.layers.Dense(10, activation='relu')"),
    ),
    Mutant(
        "log-softmax over the batch", "tape_log_of_softmax", "gradients", keyword("log_softmax", "axis", "0")
    ),
    Mutant("ignored class forgotten", "fit_ignore_class", "gradients", keyword(LOSS, "ignore_class", None)),
    Mutant(
        "arguments exchanged, then softmax twice",
        "tape_swapped_arguments",
        "gradients",
        expression("loss_object(labels, predictions)", "loss_object(labels, tf.nn.softmax(predictions))"),
    ),
    Mutant("a rescued program ruined", "fit_default_loss", "training", keyword(LOSS, "from_logits", None)),
    Mutant(
        "data in another order",
        SOFTMAX,
        "start",
        expression("batches(x_train, y_train)", "batches(x_train[::-1], y_train[::-1])"),
    ),
    Mutant(
        "labels of other rows",
        SOFTMAX,
        "start",
        expression("batches(x_train, y_train)", "batches(np.roll(x_train, 1, axis=0), y_train)"),
    ),
    Mutant("fit no longer shuffles", "fit_missing_activation", "start", keyword("fit", "shuffle", "False")),
    Mutant(
        "another seed",
        SOFTMAX,
        "start",
        expression("tf.keras.utils.set_random_seed(SEED)", "tf.keras.utils.set_random_seed(SEED + 1)"),
    ),
    Mutant(
        "other initial weights",
        SOFTMAX,
        "start",
        expression("tf.keras.layers.Dense(10)", "tf.keras.layers.Dense(10, kernel_initializer='he_normal')"),
    ),
    Mutant(
        "nothing is learned",
        SOFTMAX,
        "shows",
        expression("tf.keras.optimizers.Adam(0.005)", "tf.keras.optimizers.SGD(0.0)"),
    ),
    Mutant(
        "learning destroyed",
        SOFTMAX,
        "shows",
        expression("tf.keras.optimizers.Adam(0.005)", "tf.keras.optimizers.Adam(5.0)"),
    ),
    Mutant(
        "loss ends as NaN",
        SOFTMAX,
        "training",
        expression("tf.keras.optimizers.Adam(0.005)", "tf.keras.optimizers.SGD(1e20)"),
    ),
    Mutant("crash after the training", SOFTMAX, "training", append("print(probabilities_)")),
    Mutant("a file that is not there", SOFTMAX, "training", append("np.load('labels.npy')")),
    Mutant("no end", SOFTMAX, "training", append("while True:\n    pass"), options=(("timeout", 12.0),)),
)
