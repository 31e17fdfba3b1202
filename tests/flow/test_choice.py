"""What is left out before it is parsed holds nothing that could be reported: however an output and a loss come together."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

import xentlint
from xentlint.config.settings import Settings
from xentlint.run.choice import choose
from xentlint.sources.prose import without_prose
from xentlint.sources.reading import read_document

NET = 'tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])'
LOSS = "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
FITS = f'model.compile("adam", {LOSS})\n    model.fit(x, y)'

TOGETHER = {
    "another name for it": {
        "a.py": f"import tensorflow as tf\ndef net():\n    return {NET}\n",
        "b.py": "from a import net as make\n",
        "c.py": f"import tensorflow as tf\nfrom b import make as it\ndef go(x, y):\n    model = it()\n    {FITS}\n",
    },
    "all names of a module that has all of another": {
        "a.py": f"import tensorflow as tf\ndef net():\n    return {NET}\n",
        "b.py": "from a import *\n",
        "c.py": f"import tensorflow as tf\nfrom b import *\ndef go(x, y):\n    model = net()\n    {FITS}\n",
    },
    "an object in an object": {
        "a.py": f"import tensorflow as tf\nclass Made:\n    def net(self):\n        return {NET}\n",
        "b.py": f"""\
            import tensorflow as tf
            class Trainer:
                def __init__(self, made):
                    self.made = made
                def go(self, x, y):
                    model = self.made.net()
                    model.compile("adam", {LOSS})
                    model.fit(x, y)
            """,
        "c.py": "from a import Made\nfrom b import Trainer\ndef main():\n    return Trainer(Made())\n",
    },
    "a class that its base keeps": {
        "a.py": f"""\
            import tensorflow as tf
            class Base:
                kinds = []
                def __init_subclass__(cls):
                    Base.kinds.append(cls)
            class Net(Base):
                def net(self):
                    return {NET}
            def go(x, y):
                model = Base.kinds[0]().net()
                {FITS.replace(chr(10), chr(10) + 12 * " ")}
            """,
    },
    "a list that a helper fills": {
        "a.py": f"""\
            import tensorflow as tf
            LAYERS = []
            def put(layer):
                LAYERS.append(layer)
            def fill():
                put(tf.keras.layers.Dense(3, activation="softmax"))
            def go(x, y):
                fill()
                model = tf.keras.Sequential(LAYERS)
                {FITS.replace(chr(10), chr(10) + 12 * " ")}
            """,
    },
    "a name put together": {
        "a.py": f"""\
            import tensorflow as tf
            def go(x, y):
                layer = getattr(tf.keras.layers, f"Conv{{2}}D")
                model = tf.keras.Sequential([layer(3, 3, activation="softmax")])
                {FITS.replace(chr(10), chr(10) + 12 * " ")}
            """,
    },
}


@pytest.mark.parametrize("files", TOGETHER.values(), ids=TOGETHER.keys())
def test_it_is_found_however_it_comes_together(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(dedent(text))
    assert [each.code for each in xentlint.check([tmp_path])] == ["XEN201"]


APART = {
    "a loss and no output": f"import tensorflow as tf\ndef go(model, x, y):\n    {FITS}\n",
    "an output and no loss": f"import tensorflow as tf\ndef net():\n    return {NET}\n",
    "both, but nothing leads to both": (
        f"import tensorflow as tf\ndef net():\n    return {NET}\ndef go(model, x, y):\n    {FITS}\n"
    ),
    "a loss, and an output in prose only": (
        f'import tensorflow as tf\ndef go(model, x, y):\n    """Of Dense(3)."""  # and Dense(4)\n    {FITS}\n'
    ),
    "a product of what nobody trains": (
        "import numpy as np\ndef angle(a, b):\n    return np.log(np.dot(a, b))\n# keras"
    ),
    "an activation that meets no other": "from keras import ops\ndef act(x):\n    return ops.softmax(x)\n",
}


@pytest.mark.parametrize("text", APART.values(), ids=APART.keys())
def test_nothing_is_evaluated_where_nothing_can_meet(tmp_path: Path, text: str) -> None:
    document = read_document(tmp_path / "a.py", text.encode())
    assert choose([document], Settings()).evaluated == []


def test_a_crossentropy_that_is_not_evaluated_is_still_counted(tmp_path: Path) -> None:
    text = f"import tensorflow as tf\ndef go(model, x, y):\n    {FITS}\n"
    choice = choose([read_document(tmp_path / "a.py", text.encode())], Settings())
    assert [each.path.name for each in choice.counted] == ["a.py"]


PROSE = {
    'x = 1  # softmax "of" it\n': "x = 1  \n",
    '"""Of a\nsoftmax."""\nx = 1\n': '""\n\nx = 1\n',
    "f('softmax', 'two words', \"it's one\")\n": 'f(\'softmax\', "", "")\n',
    "f(\"#\", softmax(x), '#')\n": "f(\"#\", softmax(x), '#')\n",
    "f(f'of {softmax(x)} it')\n": "f(f'of {softmax(x)} it')\n",
    "f('a\\' b', softmax)\n": 'f("", softmax)\n',
}


@pytest.mark.parametrize(("code", "bare"), PROSE.items())
def test_prose_is_no_code(code: str, bare: str) -> None:
    assert without_prose(code) == bare
