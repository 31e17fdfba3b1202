"""What a repair must not take for granted: names, losses and metrics that mean something else at another place."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import check_display, check_fixed, fix_of

TRAINED = """\
import tensorflow as tf
from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
model.fit(x, y)
"""


@pytest.mark.parametrize(
    "reader",
    [
        "def show(tf):\n    print(model.predict(x))",
        "def show():\n    tf = 1\n    print(model.predict(x), tf)",
        "print([model.predict(x) for tf in [1]])",
        "class Shown:\n    tf = 1\n    print(model.predict(x))",
        "del tf\nprint(model.predict(x))",
    ],
)
def test_a_name_that_is_no_library_there_is_not_written(reader: str) -> None:
    check_display(TRAINED + reader + "\n", "the name tf may mean something else there")


def test_a_name_that_a_handler_takes_away_is_not_written() -> None:
    reader = "try:\n    check()\nexcept ValueError as tf:\n    print(model.predict(x))\n"
    check_display(TRAINED + reader, "the name tf is taken")


def test_an_import_that_may_fail_is_an_import() -> None:
    source = TRAINED.replace(
        "import tensorflow as tf\n", "try:\n    import tensorflow as tf\nexcept ImportError:\n    tf = None\n"
    )
    assert fix_of(source + "print(model.predict(x))\n").applicability is Applicability.SAFE


def test_text_that_shows_itself_is_left() -> None:
    check_display(TRAINED + 'print(f"{model.predict(x)=}")\n', "the program shows its own text there")


def test_an_import_that_comes_later_is_not_used() -> None:
    program = """\
import keras

model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
model.compile("sgd", loss={}, metrics=[{}])
model.fit(x, y)

from keras import losses, metrics
"""
    check_fixed(
        program.format('"binary_crossentropy"', '"accuracy"'),
        program.format(
            "keras.losses.BinaryCrossentropy(from_logits=True)",
            'keras.metrics.BinaryAccuracy(threshold=1e-7, name="accuracy")',
        ),
    )


@pytest.mark.parametrize(
    ("start", "loss"),
    [
        ("def build(units, loss):", "loss"),
        ('def build(units, loss="categorical_crossentropy"):', "loss"),
        ('for loss in ("categorical_crossentropy", "mse"):', "loss"),
        ('loss = "mse"\nif flag:\n    loss = "categorical_crossentropy"\nif True:', "loss"),
    ],
)
def test_a_loss_that_is_chosen_elsewhere_is_not_overwritten(start: str, loss: str) -> None:
    program = f"""\
from tensorflow import keras

{start}
    model = keras.Sequential([keras.layers.Dense(3)])
    model.compile("sgd", loss={loss})
    model.fit(x, y)
"""
    if start.startswith("def"):
        program += '\n\nbuild(3, "categorical_crossentropy")\nbuild(1, "mse")\n'
    check_display(program, "which loss it is, is said elsewhere", code="XEN202")


@pytest.mark.parametrize("other", ["mse", "hinge"])
def test_metrics_beside_another_loss_stay(other: str) -> None:
    program = f"""\
from tensorflow import keras

model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(1)])
model.compile(loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y)
model.compile(loss="{other}", metrics=["accuracy"])
model.fit(x, y)
"""
    assert {edit.span.start.row for edit in fix_of(program, code="XEN202").edits} == {4}


def test_a_class_that_somebody_else_calls_is_not_called() -> None:
    program = """\
import dataclasses
from tensorflow import keras


@dataclasses.dataclass
class Settings:
    loss: object = dataclasses.field(default_factory=keras.losses.CategoricalCrossentropy)


model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=Settings().loss)
model.fit(x, y)
"""
    check_display(program, "the loss is made of its class by something else")


HANDED = {
    "the loss": "search.best(keras.Sequential([keras.layers.Dense(10, activation='softmax')]), make())",
    "who makes it": "train(keras.Sequential([keras.layers.Dense(10, activation='softmax')]), search.run(make))",
}


@pytest.mark.parametrize("what", HANDED)
def test_a_loss_that_is_used_out_of_sight_makes_it_unsafe(what: str) -> None:
    program = """\
import search
from tensorflow import keras


def make():
    return keras.losses.CategoricalCrossentropy({flag})


def train(model, loss):
    model.compile(loss=loss)
    model.fit(x, y)


train(keras.Sequential([keras.layers.Dense(10)]), make())
{rest}
"""
    fix = fix_of(program.format(flag="", rest=HANDED[what]), code="XEN202")
    assert fix.applicability is Applicability.UNSAFE
    assert "the loss may be used out of sight too" in fix.message


def test_metrics_of_the_private_package_are_its_own() -> None:
    program = """\
from tensorflow.python.keras.layers import Dense
from tensorflow.python.keras.models import Sequential

model = Sequential()
model.add(Dense(1{}))
model.compile(loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y)
""".format("")
    written = "".join(edit.content for edit in fix_of(program).edits)
    assert "from tensorflow.python.keras.metrics import BinaryAccuracy" in written
    assert "from tensorflow.python.keras.losses import BinaryCrossentropy" in written


def test_the_layers_tell_which_keras_a_metric_is_of() -> None:
    program = """\
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
from tensorflow.python.keras.callbacks import EarlyStopping

model = Sequential([Dense(1)])
model.compile(loss="binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, callbacks=[EarlyStopping()])
"""
    written = "".join(edit.content for edit in fix_of(program).edits)
    assert "tensorflow.keras.metrics import BinaryAccuracy" in written
    assert "python" not in written


@pytest.mark.parametrize("other", ["keras", "tf_keras"])
def test_a_repair_imports_nothing_that_may_be_missing(other: str) -> None:
    program = f"""\
try:
    from {other}.layers import Dense
    from {other}.models import Sequential
except ImportError:
    from tensorflow.keras.layers import Dense
    from tensorflow.keras.models import Sequential

model = Sequential([Dense(10)])
model.compile(loss="categorical_crossentropy")
model.fit(x, y)
"""
    check_display(program, "which Keras is imported is decided when the program runs")


def test_what_is_imported_with_the_layers_will_do() -> None:
    program = """\
try:
    import keras
except ImportError:
    from tensorflow import keras

model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss={})
model.fit(x, y)
"""
    check_fixed(
        program.format('"categorical_crossentropy"'),
        program.format("keras.losses.CategoricalCrossentropy(from_logits=True)"),
    )


def test_where_the_layers_do_not_tell_a_person_decides() -> None:
    program = """\
import tensorflow as tf
from tensorflow.keras.models import Sequential
from tensorflow.python.keras.layers import Dense

model = Sequential([make_layer(), tf.keras.layers.Lambda(lambda each: tf.nn.softmax(each))])
model.compile(loss="categorical_crossentropy")
model.fit(x, y)
"""
    check_display(program, "which Keras the model is of is not known")


def test_text_is_no_user_of_an_import() -> None:
    program = """\
from tensorflow import keras
from tensorflow.keras.losses import categorical_crossentropy

model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss="categorical_crossentropy")
model.fit(x, y)
"""
    rows = {edit.span.start.row for edit in fix_of(program, code="XEN202").edits}
    assert 2 not in rows


@pytest.mark.parametrize(
    ("flag", "safe"),
    [
        ("False", True),
        ("FLAG", True),
        ('OPTIONS.get("from_logits")', True),
        ("tell()", False),
        ("(seen := False)", False),
    ],
)
def test_what_is_done_to_compute_the_flag_is_not_dropped_unasked(flag: str, safe: bool) -> None:
    program = f"""\
from tensorflow import keras

FLAG = False
OPTIONS = {{"from_logits": False}}


def tell():
    print("told")
    return False


model = keras.Sequential([keras.layers.Dense(10)])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits={flag}))
model.fit(x, y)
"""
    expected = Applicability.SAFE if safe else Applicability.UNSAFE
    assert fix_of(program, code="XEN202").applicability is expected
