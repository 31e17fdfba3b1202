"""Readers that are easily overlooked: sorted pairs, columns of a frame, callbacks, checkpoints."""

from __future__ import annotations

import pytest

from xentlint.rules.diagnostic import Applicability

from .programs import fix_of
from .test_readers import softmax

READERS = {
    "sorted pairs": "best = sorted(zip(names, model.predict(x)[0]))\nprint(best)",
    "a dictionary of pairs": "named = {k: v for k, v in zip(names, model.predict(x)[0])}\nprint(named)",
    "a column of a frame": 'frame["p"] = model.predict(x)[:, 1]\nframe.to_csv("p.csv")',
    "a checkpoint of the whole model": (
        'model.fit(x, y, callbacks=[tf.keras.callbacks.ModelCheckpoint("best.keras")])\n'
        'model = tf.keras.models.load_model("best.keras")\nprint(model.predict(x))'
    ),
    "a callback": (
        "class Show(tf.keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n"
        "        print(self.model.predict(x))\n\n\nmodel.fit(x, y, callbacks=[Show()])"
    ),
    "an array that is filled row by row": (
        "out = np.zeros((4, 10))\nfor i in range(4):\n    out[i] = model.predict(x)[0]\nnp.save('o', out)\n"
    ),
    "a list that is filled by index": (
        "out = [0, 0]\nfor i in range(many):\n    out[i] = model.predict(x)\nprint(np.mean(out))\n"
    ),
    "a dictionary with keys that are not known": ("out = {}\nout[key] = model.predict(x)\nprint(out)\n"),
    "a dictionary's default list": (
        "out = {}\nout.setdefault('p', []).append(model.predict(x))\nprint(out)\n"
    ),
    "a dictionary display": ("print({key: model.predict(x)})\n"),
    "the first of a list of unknown length": (
        "out = []\nfor batch in x:\n    out.append(model.predict(batch))\nprint(out[0])\n"
    ),
    "one of a list": ("out = []\nfor batch in x:\n    out.append(model.predict(batch))\nprint(out[index])\n"),
    "a list that grows under conditions": (
        "out = []\n"
        "if a:\n"
        "    out.append(model.predict(x))\n"
        "if b:\n"
        "    out.append(model.predict(x))\n"
        "print(out)\n"
    ),
    "a list that is sorted": ("out = [model.predict(batch) for batch in x]\nout.sort()\nprint(out)\n"),
    "a sum of a generator": ("print(sum(model.predict(batch)[0, 1] for batch in x))\n"),
    "arguments with a star": ("print(*model.predict(x))\n"),
    "arguments after a star": ("show(*rest, model.predict(x))\n"),
    "a list display with a star": ("print([*rest, model.predict(x)])\n"),
    "the second operand of a function": ("print(np.append(np.zeros(3), model.predict(x)))\n"),
    "a variable": ("v = tf.Variable(tf.zeros((4, 10)))\nv.assign(model(x))\nprint(v)\n"),
    "a slice of a variable": ("v = tf.Variable(tf.zeros((4, 10)))\nv[0:1].assign(model(x))\nprint(v)\n"),
    "what another model makes of it": (
        "p = tf.keras.Sequential([model, tf.keras.layers.Flatten()]).predict(x)\nprint(tf.constant(p))\n"
    ),
    "a method that is passed on": ("serve(model.predict)\n"),
    "a method in an executor": ("with pool() as e:\n    e.submit(model.predict, x)\n"),
    "a partial that is passed on": ("import functools\nserve(functools.partial(model.predict, verbose=0))\n"),
    "a model in a list": (
        "models = []\nfor i in range(many):\n    models.append(model)\nprint(models[i].predict(x))\n"
    ),
    "a model under a key that is not known": (
        "models = {}\nmodels[key] = model\nprint(models[key].predict(x))\n"
    ),
    "labels for another model": (
        "other = tf.keras.Sequential([tf.keras.layers.Dense(10)])\n"
        "other.compile('adam', tf.keras.losses.CategoricalCrossentropy(from_logits=True))\n"
        "other.fit(x, model.predict(x))\n"
    ),
    "data for another model": (
        "other = tf.keras.Sequential([tf.keras.layers.Dense(1)])\n"
        "other.compile('adam', 'mse')\n"
        "other.fit(model.predict(x), y)\n"
    ),
    "a metric of one column": (
        "m = tf.keras.metrics.AUC()\nm.update_state(y, model(x)[:, 1])\nprint(m.result())\n"
    ),
    "a pattern": ("match model.predict(x):\n    case p:\n        print(p)\n"),
    "a pattern that takes it apart": (
        "match model.predict(x):\n    case [first, *rest]:\n        print(first)\n"
    ),
    "a name in the graph": ("print(tf.identity(model(x), name='probabilities'))\n"),
    "a gradient of the output": (
        "with tf.GradientTape() as tape:\n"
        "    tape.watch(x)\n"
        "    score = model(x)[0][1]\n"
        "print(tape.gradient(score, x))\n"
    ),
    "a generator that is asked once": (
        "def outputs():\n    while True:\n        yield model.predict(x)\n\n\nprint(next(outputs()))\n"
    ),
    "a mapped function": ("print(list(map(lambda p: p[0], model.predict(x))))\n"),
    "a model's method that is mapped": ("print(*map(model.predict, [x]))\n"),
    "a model's method that is mapped, and kept": (
        "kept = []\nkept.extend(map(model.predict, [x]))\nprint(kept)\n"
    ),
    "a model's method that a library goes through": (
        "import collections\nprint(collections.deque(map(model.predict, [x])))\n"
    ),
    "a text that is run": ("exec('print(model.predict(x))')\n"),
    "a text that is not known": ("exec(open('shown.py').read())\n"),
    "a dictionary made of pairs": ("print(dict(zip(names, model.predict(x)[0])))\n"),
    "a generator of a generator": (
        "def inner():\n"
        "    yield model.predict(x)\n"
        "\n"
        "\n"
        "def outer():\n"
        "    yield from inner()\n"
        "\n"
        "\n"
        "for p in outer():\n"
        "    print(p)\n"
    ),
    "an operand that is a dictionary": ("print({'a': 1} | {'p': model.predict(x)})\n"),
    "an array that is changed in place": ("p = model.predict(x)\np[p > 0.5] = 1\nprint(p)\n"),
    "another loss that is named": ("model.compile('sgd', 'kld')\nmodel.fit(x, y)\n"),
    "the most certain of several samples": ("print(np.argsort(model.predict(x)[:, 1]))\n"),
    "the most certain of all": ("print(np.argmax(model.predict(x), axis=0))\n"),
    "a name that may hold something else": ("for each in (model.predict(x), y):\n    print(each.max())\n"),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_that_is_not_rewritten_makes_it_unsafe(reader: str) -> None:
    fix = fix_of(softmax(READERS[reader], fixed=False))
    assert len(fix.edits) > 2 or fix.applicability is not Applicability.SAFE


def test_a_function_named_build_returns_its_model_to_callers() -> None:
    fix = fix_of(
        """\
        import tensorflow as tf


        def build():
            model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
            model.compile("adam", loss="categorical_crossentropy")
            return model
        """
    )
    assert fix.applicability is Applicability.UNSAFE


def test_models_in_lists_of_models_are_looked_into() -> None:
    """What a model that left sight holds is found by calling it, where more may leave sight."""
    fix = fix_of(
        """\
        import tensorflow as tf


        class Block(tf.keras.Model):
            def __init__(self, parts):
                super().__init__()
                self.parts = []
                for _ in range(parts):
                    self.parts.append(tf.keras.Sequential([tf.keras.layers.Dense(8)]))
                self.count = parts

            def call(self, x):
                for i in range(self.count):
                    x = self.parts[i](x)
                return x


        class Net(tf.keras.Model):
            def __init__(self, blocks, parts):
                super().__init__()
                self.blocks = []
                for _ in range(8):
                    self.blocks.append(Block(parts))
                self.count = blocks
                self.out = tf.keras.layers.Dense(10, activation="softmax")

            def call(self, x):
                for i in range(self.count):
                    x = self.blocks[i](x)
                return self.out(x)


        net = Net(blocks, parts)
        net.compile("adam", tf.keras.losses.CategoricalCrossentropy(from_logits=True))
        net.fit(x, y)
        net.save("net")
        """
    )
    assert fix.applicability is Applicability.UNSAFE


SEVERAL = """\
import tensorflow as tf

i = tf.keras.Input((4,))
level = tf.keras.layers.Dense(1, activation="sigmoid", name="level")(i)
kind = tf.keras.layers.Dense(4, activation="softmax", name="kind")(i)
net = tf.keras.Model(i, [level, kind])
loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
net.compile("sgd", loss={{"level": "mse", "kind": loss}})
net.fit(x, y)
{reader}
"""


@pytest.mark.parametrize(
    ("reader", "applicability"),
    [
        ("levels, kinds = net.predict(x)", Applicability.UNSAFE),
        ("levels, _ = net.predict(x)\nprint(levels)", Applicability.SAFE),
    ],
)
def test_what_a_script_keeps_of_several_outputs_somebody_may_look_at(
    reader: str, applicability: Applicability
) -> None:
    assert fix_of(SEVERAL.format(reader=reader)).applicability is applicability
