"""A class that takes the place of a string is spelled as the file spells things."""

from __future__ import annotations

import pytest

from .programs import check_display, check_files, check_fixed, fix_of

BODY = """

model = {model}
model.compile("adam", loss={loss})
model.fit(x, y)
"""
CLASS = "CategoricalCrossentropy(from_logits=True)"


@pytest.mark.parametrize(
    ("imports", "layer", "spelled", "added"),
    [
        ("import tensorflow as tf", "tf.keras.layers.Dense", "tf.keras.losses.", ""),
        ("import tensorflow", "tensorflow.keras.layers.Dense", "tensorflow.keras.losses.", ""),
        ("import keras", "keras.layers.Dense", "keras.losses.", ""),
        ("from tensorflow import keras", "keras.layers.Dense", "keras.losses.", ""),
        ("from tensorflow import keras as k", "k.layers.Dense", "k.losses.", ""),
        ("from tensorflow.keras import layers, losses", "layers.Dense", "losses.", ""),
        ("from tensorflow.keras import layers, losses as L", "layers.Dense", "L.", ""),
        (
            "from tensorflow.keras.layers import Dense", "Dense", "",
            "from tensorflow.keras.losses import CategoricalCrossentropy\n",
        ),
        ("from keras.layers import Dense", "Dense", "", "from keras.losses import CategoricalCrossentropy\n"),
        (
            "from tf_keras.layers import Dense", "Dense", "",
            "from tf_keras.losses import CategoricalCrossentropy\n",
        ),
    ],
)  # fmt: skip
def test_the_spelling_is_that_of_the_file(imports: str, layer: str, spelled: str, added: str) -> None:
    sequential = {
        "tf.keras.layers.Dense": "tf.keras.Sequential",
        "tensorflow.keras.layers.Dense": "tensorflow.keras.Sequential",
        "keras.layers.Dense": "keras.Sequential",
        "k.layers.Dense": "k.Sequential",
    }.get(layer, "Sequential")
    package = imports.split()[1].split(".layers")[0]
    head = imports if "." in sequential else f"{imports}\nfrom {package} import Sequential"
    before = BODY.format(model=f'{sequential}([{layer}(10, "softmax")])', loss='"categorical_crossentropy"')
    after = BODY.format(model=f"{sequential}([{layer}(10)])", loss=f"{spelled}{CLASS}")
    check_fixed(f"{head}\n{before}", f"{head}\n{added}{after}")


PROGRAM = '{head}\nmodel = Sequential([Dense(10{activation})])\nmodel.compile("adam", loss={loss})\nmodel.fit(x, y)\n'
ADDED = "from tensorflow.keras.losses import CategoricalCrossentropy\n"


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (
            '"""What it is for."""\n\nfrom __future__ import annotations\n\n'
            "from tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense  # noqa: F401\n",
            "",
        ),
        (
            "from tensorflow.keras.layers import (\n    Dense,\n)\nfrom tensorflow.keras import \\\n    Sequential\n",
            "",
        ),
        (
            "#!/usr/bin/env python\n# a comment\nfrom tensorflow.keras import Sequential\n"
            "from tensorflow.keras.layers import Dense\n",
            "\n# settings\nUNITS = 10\nimport os\n",
        ),
    ],
)
def test_the_import_stands_below_the_first_imports(above: str, below: str) -> None:
    check_fixed(
        PROGRAM.format(
            head=above + below, activation=', activation="softmax"', loss='"categorical_crossentropy"'
        ),
        PROGRAM.format(head=above + ADDED + below, activation="", loss=CLASS),
    )


def test_line_endings_are_those_of_the_file() -> None:
    head = "from tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense\n"
    before = PROGRAM.format(head=head, activation=', activation="softmax"', loss='"categorical_crossentropy"')
    after = PROGRAM.format(head=head + ADDED, activation="", loss=CLASS)
    check_fixed(before.replace("\n", "\r\n"), after.replace("\n", "\r\n"))


ALONE = """\
import keras

model = keras.Sequential([keras.layers.Dense({units}{activation})])
model.compile("adam", loss=keras.losses.{loss}({flag}))
model.fit(x, y)
{reader}
"""
OF_KERAS = {
    "an array": ("print({})", "model.predict(x)", "keras.layers.Softmax()(model.predict(x)).numpy()"),
    "a tensor": ("print({})", "model(x)", "keras.activations.softmax(model(x))"),
    "a tensor that is an array then": (
        "print({}.numpy())",
        "model(x)",
        "keras.activations.softmax(model(x))",
    ),
}


@pytest.mark.parametrize(("reader", "before", "after"), OF_KERAS.values(), ids=OF_KERAS.keys())
def test_keras_alone_has_what_each_of_its_generations_has(reader: str, before: str, after: str) -> None:
    head = {"units": 10, "loss": "CategoricalCrossentropy"}
    check_fixed(
        ALONE.format(**head, activation=', activation="softmax"', flag="", reader=reader.format(before)),
        ALONE.format(**head, activation="", flag="from_logits=True", reader=reader.format(after)),
    )


def test_keras_alone_has_a_sigmoid_of_arrays() -> None:
    head = {"units": 1, "loss": "BinaryCrossentropy"}
    reader = "print(keras.activations.sigmoid(model.predict(x)).numpy() > 0.5)"
    check_fixed(
        ALONE.format(
            **head, activation=', activation="sigmoid"', flag="", reader="print(model.predict(x) > 0.5)"
        ),
        ALONE.format(**head, activation="", flag="from_logits=True", reader=reader),
    )


def test_layers_of_another_precision_are_no_help() -> None:
    head = {"units": 10, "loss": "CategoricalCrossentropy", "reader": "print(model.predict(x))"}
    before = ALONE.format(**head, activation=', activation="softmax"', flag="")
    policy = 'import keras\n\nkeras.mixed_precision.set_global_policy("mixed_bfloat16")\n'
    fix = fix_of(before.replace("import keras\n", policy))
    assert "tf.nn.softmax(" in [each.content for each in fix.edits]


def test_keras_3_has_its_own_softmax() -> None:
    source = """\
    import keras

    model = keras.Sequential([keras.layers.Dense(10{activation})])
    model.compile("adam", loss={loss})
    model.fit(x, y)
    print({p})
    print({q})
    """
    check_fixed(
        source.format(
            activation=', activation="softmax"',
            loss='"categorical_crossentropy"',
            p="model.predict(x)",
            q="model(x)[0]",
        ),
        source.format(
            activation="",
            loss=f"keras.losses.{CLASS}",
            p="keras.ops.convert_to_numpy(keras.ops.softmax(model.predict(x)))",
            q="keras.ops.softmax(model(x))[0]",
        ),
        target_keras="3",
    )


def test_another_backend_has_its_own_softmax() -> None:
    source = """\
    import os

    os.environ["KERAS_BACKEND"] = "jax"
    import keras

    model = keras.Sequential([keras.layers.Dense(10{activation})])
    model.compile("adam", loss={loss})
    model.fit(x, y)
    print({p})
    """
    check_fixed(
        source.format(
            activation=', activation="softmax"', loss='"categorical_crossentropy"', p="model.predict(x)"
        ),
        source.format(
            activation="",
            loss=f"keras.losses.{CLASS}",
            p="keras.ops.convert_to_numpy(keras.ops.softmax(model.predict(x)))",
        ),
    )


HEAD = "from tensorflow.keras import Sequential\nfrom tensorflow.keras.layers import Dense\n"


@pytest.mark.parametrize(
    ("head", "why"),
    [
        (
            f"{HEAD}\n\nclass CategoricalCrossentropy:\n    pass\n\n",
            "the name CategoricalCrossentropy is taken",
        ),
        (f"{HEAD}CategoricalCrossentropy = None\n", "the name CategoricalCrossentropy is taken"),
    ],
)
def test_a_name_that_is_taken_is_not_imported(head: str, why: str) -> None:
    check_display(
        PROGRAM.format(head=head, activation=', activation="softmax"', loss='"categorical_crossentropy"'), why
    )


def test_a_file_that_imports_in_its_functions_gets_no_import() -> None:
    check_display(
        """\
        def train(x, y):
            from tensorflow.keras import Sequential
            from tensorflow.keras.layers import Dense

            model = Sequential([Dense(10, "softmax")])
            model.compile("adam", loss="categorical_crossentropy")
            model.fit(x, y)
        """,
        "the file has no imports to add one to",
    )


SHOWN = """\
{imports}
net = keras.Sequential([keras.layers.Dense(10{activation})])
net.compile("adam", loss=keras.losses.CategoricalCrossentropy(from_logits=True))
net.fit(x, y)
print({p})
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import numpy as np\nimport tf_keras as keras\n",
         "import numpy as np\nimport tensorflow as tf\nimport tf_keras as keras\n"),
        ("import json\nimport os\n\nimport tf_keras as keras\nimport yaml\n",
         "import json\nimport os\n\nimport tensorflow as tf\nimport tf_keras as keras\nimport yaml\n"),
        ("import tf_keras as keras\nfrom numpy import zeros\n",
         "import tensorflow as tf\nimport tf_keras as keras\nfrom numpy import zeros\n"),
        ("import tf_keras as keras\n\nfrom .shared import labels\n",
         "import tensorflow as tf\nimport tf_keras as keras\n\nfrom .shared import labels\n"),
        ("from tensorflow import keras\n", "import tensorflow as tf\nfrom tensorflow import keras\n"),
        ('import os\n\nos.environ["A"] = "1"\n\nimport tf_keras as keras\n',
         'import os\n\nos.environ["A"] = "1"\n\nimport tensorflow as tf\nimport tf_keras as keras\n'),
    ],
)  # fmt: skip
def test_an_import_stands_where_isort_wants_it(before: str, after: str) -> None:
    check_fixed(
        SHOWN.format(imports=before, activation=', activation="softmax"', p="net.predict(x)"),
        SHOWN.format(imports=after, activation="", p="tf.nn.softmax(net.predict(x)).numpy()"),
    )


def test_a_file_without_any_library_gets_one_apart_from_its_own_modules() -> None:
    model = SHOWN.replace("print({p})\n", "")
    check_files(
        {
            "model.py": model.format(imports="import keras\n", activation=', activation="softmax"'),
            "predict.py": "import json\n\nfrom model import net\n\nprint(net.predict(x))\n",
        },
        {
            "model.py": model.format(imports="import keras\n", activation=""),
            "predict.py": "import json\n\nfrom keras.layers import Softmax\n\nfrom model import net\n\n"
            "print(Softmax()(net.predict(x)).numpy())\n",
        },
    )


@pytest.mark.parametrize("package", ["keras", "tf_keras"])
def test_tensorflow_for_other_things_does_not_make_its_keras_the_program_s(package: str) -> None:
    head = f"import tensorflow as tf\nfrom {package} import Sequential\nfrom {package}.layers import Dense\n"
    added = f"from {package}.losses import CategoricalCrossentropy\n"
    check_fixed(
        PROGRAM.format(head=head, activation=', activation="softmax"', loss='"categorical_crossentropy"'),
        PROGRAM.format(head=head + added, activation="", loss=CLASS),
    )


LAYERS = """\
from keras.layers import {imported}
from keras.losses import {losses}
from keras.models import Sequential

net = Sequential([Dense(10{activation})])
net.compile("adam", loss={loss})
net.fit(x, y)
print({p})
"""


@pytest.mark.parametrize(
    ("imported", "losses", "joined", "more"),
    [
        ("Dense", "MeanSquaredError", "Dense, Softmax", "CategoricalCrossentropy, MeanSquaredError"),
        (
            "Activation, Dense, TimeDistributed", "(\n    BinaryCrossentropy,\n    mse\n)",
            "Activation, Dense, Softmax, TimeDistributed",
            "(\n    BinaryCrossentropy,\n    CategoricalCrossentropy,\n    mse\n)",
        ),
        (
            "Dense, ReLU as R", "(\n    BinaryCrossentropy,\n)",
            "Dense, ReLU as R, Softmax", "(\n    BinaryCrossentropy,\n    CategoricalCrossentropy,\n)",
        ),
        (
            "Dense, \\\n    Softmin", "MSE",
            "Dense, \\\n    Softmin\nfrom keras.layers import Softmax", "MSE, CategoricalCrossentropy",
        ),
        (
            "Dense  # the head", "MSE",
            "Dense  # the head\nfrom keras.layers import Softmax", "MSE, CategoricalCrossentropy",
        ),
    ],
)  # fmt: skip
def test_a_name_joins_those_that_come_from_the_same_module(
    imported: str, losses: str, joined: str, more: str
) -> None:
    check_fixed(
        LAYERS.format(
            imported=imported,
            losses=losses,
            activation=', activation="softmax"',
            loss='"categorical_crossentropy"',
            p="net.predict(x)",
        ),
        LAYERS.format(
            imported=joined,
            losses=more,
            activation="",
            loss=CLASS,
            p="Softmax()(net.predict(x)).numpy()",
        ),
    )


def test_several_that_are_added_at_one_place_are_in_order() -> None:
    source = """\
    import numpy as np
    {added}
    from heads import model

    model.compile("adam", loss={loss}, metrics=[{metric}])
    model.fit(np.load(x), y)
    print(model.predict(x))
    """
    head = """\
    from tensorflow.keras import Sequential
    from tensorflow.keras.layers import Dense

    model = Sequential([Dense(1{})])
    """
    p = "print(model.predict(x))"
    check_files(
        {
            "heads.py": head.format(', activation="sigmoid"'),
            "train.py": source.format(added="", loss='"binary_crossentropy"', metric='"AUC"'),
        },
        {
            "heads.py": head.format(""),
            "train.py": source.replace("{added}", "{added}\n")
            .format(
                added="import tensorflow as tf\n"
                "    from tensorflow.keras.losses import BinaryCrossentropy\n"
                "    from tensorflow.keras.metrics import AUC",
                loss="BinaryCrossentropy(from_logits=True)",
                metric="AUC(from_logits=True)",
            )
            .replace(p, "print(tf.nn.sigmoid(model.predict(x)).numpy())"),
        },
    )
