"""What a repair changes is shown in words of the source."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ..fixes.programs import fix_of

PROGRAM = """\
import tensorflow as tf
from tensorflow.keras import layers

net = tf.keras.Sequential()
net.add({last})
net.compile("sgd", loss={loss})
net.fit(x, y)
{more}
"""


def changes(last: str, loss: str, more: str = "") -> list[tuple[int, str, str]]:
    fix = fix_of(dedent(PROGRAM).format(last=last, loss=loss, more=more))
    return [(each.row, each.before, each.after) for each in fix.changes]


LOSS = "tf.keras.losses.CategoricalCrossentropy"


@pytest.mark.parametrize(
    ("last", "loss", "expected"),
    [
        (
            'layers.Dense(3, activation="softmax")',
            f"{LOSS}(from_logits=True)",
            [(5, 'layers.Dense(3, activation="softmax")', "layers.Dense(3)")],
        ),
        (
            'layers.Dense(3, activation="softmax")',
            f"{LOSS}(from_logits=False)",
            [
                (5, 'layers.Dense(3, activation="softmax")', "layers.Dense(3)"),
                (6, "from_logits=False", "from_logits=True"),
            ],
        ),
        (
            'layers.Dense(3, "softmax")',
            f"{LOSS}()",
            [
                (5, 'layers.Dense(3, "softmax")', "layers.Dense(3)"),
                (6, f"loss={LOSS}()", f"loss={LOSS}(from_logits=True)"),
            ],
        ),
        (
            'layers.Dense(3, activation=None))\nnet.add(layers.Dense(3, activation="softmax")',
            f"{LOSS}(from_logits=True)",
            [(6, 'activation="softmax"', "activation=None")],
        ),
        ("layers.Softmax()", f"{LOSS}(from_logits=True)", [(5, "net.add(layers.Softmax())", "")]),
    ],
)
def test_a_change_is_the_piece_of_source_around_it(
    last: str, loss: str, expected: list[tuple[int, str, str]]
) -> None:
    assert changes(last, loss) == expected


@pytest.mark.parametrize(
    ("reader", "before", "after"),
    [
        ("print(net.predict(x))", "net.predict(x)", "tf.nn.softmax(net.predict(x)).numpy()"),
        ("print(net(x)[0], 1)", "net(x)", "tf.nn.softmax(net(x))"),
    ],
)
def test_what_is_put_around_a_reader_is_one_change(reader: str, before: str, after: str) -> None:
    assert (8, before, after) in changes(
        'layers.Dense(3, activation="softmax")', f"{LOSS}(from_logits=True)", reader
    )
