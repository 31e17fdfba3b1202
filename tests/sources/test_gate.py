from __future__ import annotations

import pytest

from xentlint.sources.gate import can_matter


@pytest.mark.parametrize(
    "source",
    [
        "import tensorflow as tf",
        "from tensorflow.keras import layers",
        "import tf_keras",
        "import keras",
        "from common import *\ny = tf.nn.softmax(x)",
        "from common import *\nmodel.compile(loss='mse')",
        "from common import *\nloss = losses.Loss(from_logits=True)",
        "from common import *\nLOSS = 'categorical_crossentropy'",
        "import re\nre.compile('x')\nmodel.compile(opt)",
        '{"cells": [{"cell_type": "code", "source": ["import keras"]}]}',
    ],
)
def test_what_may_hold_part_of_a_finding_passes(source: str) -> None:
    assert can_matter(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import torch\nF.cross_entropy(x, y)",
        "import re\nP = re.compile('x')",
        "print('hello')",
        '{"cells": []}',
    ],
)
def test_what_has_nothing_to_do_with_keras_is_stopped(source: str) -> None:
    assert not can_matter(source.encode())
