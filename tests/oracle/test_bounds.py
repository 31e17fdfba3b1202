"""Programs that are small to read and large to compute: none may take long, crash, or be folded into something huge.

Python itself never runs what is large in them: it stands where no run comes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from . import campaign
from .judge import Judge
from .program import Program
from .runs import Server

HEAD = """\
import sys
from tensorflow import keras
"""
TAIL = """
model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy())
model.fit(1, 2)
"""
MOST_SECONDS = 20.0
CONSTANTS = (
    '"%99999999999d" % 1',
    '"{:99999999999}".format(1)',
    'f"{1:99999999999}"',
    '"1".zfill(10**11)',
    '"1".ljust(10**11)',
    '"1".center(10**11, "x")',
    '("\\t" * 10**5).expandtabs(10**7)',
    "[0] * 10**9",
    "(0,) * 10**9",
    '"ab" * 10**10',
    'b"ab" * 10**10',
    "2 ** 10**9",
    "10 ** 10 ** 10",
    "1 << 10**10",
    "pow(3, 10**9)",
    "list(range(10**9))",
    "sum(range(10**10))",
    "sorted(range(10**9))",
    "dict.fromkeys(range(10**9), 1)",
    "set(range(10**9))",
    'max("a" * 10**10)',
    '"x".join(["ab"] * 10**9)',
    '("a" * 10**6).replace("a", "b" * 10**6)',
    "[each for each in range(10**9)]",
    "10**9 in range(10**12)",
    'int("9" * 10**7)',
    "str(7 ** 10**6)",
    "bytes(10**11)",
)


@pytest.fixture(scope="module")
def judge() -> Iterator[Judge]:
    campaign.warm()
    with Server() as server:
        yield Judge(server)


def failures(judge: Judge, body: str) -> list[str]:
    source = HEAD + body + TAIL
    found = judge.judge(Program("bounds", {"program.py": source}, "program.py"))
    assert found.truth == "right", found.shown
    late = [f"slow {found.seconds:.1f} s"] if found.seconds > MOST_SECONDS else []
    return [*late, *(f"{each.kind} {each.words}" for each in found.failures)]


@pytest.mark.parametrize("constant", CONSTANTS)
def test_no_constant_is_folded_into_something_larger_than_what_is_written(
    judge: Judge, constant: str
) -> None:
    body = f"if len(sys.argv) > 9:\n    size = {constant}\n    if size:\n        sys.exit(size)\n"
    assert failures(judge, body) == []


def test_squarings(judge: Judge) -> None:
    body = "if len(sys.argv) > 9:\n    n = 7\n" + "    n = n * n\n" * 30
    assert failures(judge, body) == []


def test_doubled_lists_and_texts(judge: Judge) -> None:
    body = (
        "if len(sys.argv) > 9:\n    a, b, c = [1], 'x', (1,)\n"
        + "    a = a + a\n    b += b\n    c = c * 2\n" * 60
    )
    assert failures(judge, body) == []


def test_a_long_chain_of_elif(judge: Judge) -> None:
    branches = "".join(
        f'elif kind == "{number}":\n    act = None if {number} % 2 else "softmax"\n' for number in range(1500)
    )
    body = f'kind = sys.argv[0]\nif kind == "x":\n    act = "softmax"\n{branches}'
    assert failures(judge, body) == []


def test_deeply_nested_calls(judge: Judge) -> None:
    body = "def same(x):\n    return x\n\n\nact = " + "same(" * 90 + '"softmax"' + ")" * 90 + "\n"
    body += "".join(
        f"def f{n}(x):\n    return f{n - 1}(x)\n" if n else "def f0(x):\n    return x\n" for n in range(400)
    )
    body += 'act = f399("softmax")\n'
    assert failures(judge, body) == []


def test_functions_that_each_call_the_one_before_twice(judge: Judge) -> None:
    body = "def f0(x):\n    return x\n" + "".join(
        f"def f{n}(x):\n    return f{n - 1}(f{n - 1}(x))\n" for n in range(1, 23)
    )
    # Python itself would take as long: it calls the fourth.
    body += 'act = f4("softmax")\nif len(sys.argv) > 9:\n    act = f22("softmax")\n'
    assert failures(judge, body) == []


def test_methods_that_each_call_the_one_before_twice(judge: Judge) -> None:
    body = "class Net:\n    def f0(self, x):\n        return x\n" + "".join(
        f"    def f{n}(self, x):\n        return self.f{n - 1}(x) or self.f{n - 1}(x)\n" for n in range(1, 26)
    )
    assert (
        failures(judge, body + 'act = Net().f3("softmax")\nif len(sys.argv) > 9:\n    Net().f25(None)\n')
        == []
    )


@pytest.mark.parametrize(
    "body",
    [
        "class Own:\n    @property\n    def state(self):\n        return self.state\n",
        "class Own:\n    @property\n    def state(self):\n        return self.state\n\n\n"
        "def use():\n    return Own().state\n",
        "class Own:\n    def __getattr__(self, name):\n        return getattr(self, name)\n\n\n"
        "def use():\n    return Own().x\n",
        "class Own:\n    def __getattr__(self, name):\n        return self.values[name]\n\n\n"
        "def use():\n    return Own().x\n",
        "class Own:\n    def __eq__(self, other):\n        return self == other\n\n\n"
        "def use():\n    return Own() == Own()\n",
        "class Own:\n    def __bool__(self):\n        return bool(self)\n\n\n"
        "def use():\n    return 1 if Own() else 2\n",
        "class Own:\n    def __len__(self):\n        return len(self)\n\n\n"
        "def use():\n    return len(Own())\n",
        "class Own:\n    def __call__(self, x):\n        return self(x)\n\n\n"
        "def use():\n    return Own()(1)\n",
        "class Own:\n    def __init__(self):\n        self.inner = Own()\n\n\ndef use():\n    return Own()\n",
        "class Own:\n    def __setattr__(self, name, value):\n        setattr(self, name, value)\n\n\n"
        "def use():\n    Own().x = 1\n",
        "class Own:\n    def __iter__(self):\n        return iter(self)\n\n\n"
        "def use():\n    return list(Own())\n",
        "class Own:\n    def __getitem__(self, key):\n        return self[key]\n\n\n"
        "def use():\n    return Own()[0]\n",
        "class Own:\n    def __enter__(self):\n        with self as x:\n            return x\n\n"
        "    def __exit__(self, *e):\n        pass\n\n\ndef use():\n    with Own() as x:\n        return x\n",
        "def use(x):\n    return use(use(x))\n",
        "def use(f):\n    return f(f)\n\n\ndef run():\n    return use(use)\n",
        "use = lambda x: use([x])\n",
        "def steps():\n    yield from steps()\n\n\ndef use():\n    return list(steps())\n",
        "values = []\nvalues.append(values)\ntable = {}\ntable['a'] = table\n"
        "table['b'] = [table, values]\nsame = values == [values]\n",
        "class Meta(type):\n    def __getattr__(cls, name):\n        return getattr(cls, name)\n\n\n"
        "class Own(metaclass=Meta):\n    pass\n\n\ndef use():\n    return Own.x\n",
    ],
)
def test_what_reaches_itself_ends(judge: Judge, body: str) -> None:
    assert failures(judge, body) == []


def test_many_switches(judge: Judge) -> None:
    body = "".join(f'a{n} = "--a{n}" in sys.argv\n' for n in range(40))
    body += "act = 'softmax'\n" + "".join(
        f"if a{n} and not a{39 - n}:\n    act = 'soft' + 'max'\n" for n in range(40)
    )
    assert failures(judge, body) == []


def test_many_switches_that_each_add_a_layer(judge: Judge) -> None:
    body = "layers = []\n" + "".join(
        f'if "--a{n}" in sys.argv:\n    layers.append(keras.layers.Dense({n + 1}))\n' for n in range(40)
    )
    body += "other = keras.Sequential([*layers, keras.layers.Dense(10)])\n"
    body += "other.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))\n"
    assert failures(judge, body) == []


def test_nested_loops(judge: Judge) -> None:
    body = (
        "n = 0\n"
        + "".join("    " * depth + f"for a{depth} in range(2):\n" for depth in range(12))
        + "    " * 12
        + "n += 1\n"
    )
    assert failures(judge, body) == []


def test_deeply_nested_displays_and_operators(judge: Judge) -> None:
    body = "a = " + "[" * 150 + "]" * 150 + "\nb = " + "+".join(["1"] * 900) + "\nc = " + "not " * 60 + "a\n"
    body += "d = " + " if a else ".join(["1"] * 90) + "\n"
    assert failures(judge, body) == []
