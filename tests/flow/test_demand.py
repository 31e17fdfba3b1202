"""Functions that nobody calls are evaluated where a loss can meet an output: however it is that they lead to one."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

import libcst as cst
import pytest

import xentlint
from xentlint.keras.demand import Demand
from xentlint.keras.leading import Texts
from xentlint.python.evaluator import Evaluator
from xentlint.python.modules import Module
from xentlint.sources.definitions import definitions
from xentlint.sources.document import Document, Unit

MODEL = """\
    import tensorflow as tf

    def net():
        return tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])

"""
"""A model in a module of its own: what trains it names neither an activation nor a loss."""
LOSS = "tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)"
FITTING = f"""\
    import tensorflow as tf

    def fit(model, x, y):
        model.compile("adam", {LOSS})
        model.fit(x, y)
    """
EVERYTHING = """\
    from fitting import fit
    from model import net

    def everything(x, y):
        fit(net(), x, y)
    """


def codes(root: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return [each.code for each in xentlint.check([root])]


LEADS = {
    "a function of its module": {
        "train.py": f"""\
            import tensorflow as tf
            from model import net

            def fit(model, x, y):
                model.compile("adam", {LOSS})
                model.fit(x, y)

            def everything(x, y):
                fit(net(), x, y)
            """,
    },
    "a function that is imported": {
        "fitting.py": FITTING,
        "train.py": EVERYTHING,
    },
    "a package that hands it on": {
        "fitting/__init__.py": "from .plain import fit\n",
        "fitting/plain.py": FITTING,
        "train.py": EVERYTHING,
    },
    "a table of functions": {
        "fitting.py": f"""\
            import tensorflow as tf

            WAYS = {{}}

            def way(function):
                WAYS["plain"] = function
                return function

            @way
            def fit(model, x, y):
                model.compile("adam", {LOSS})
                model.fit(x, y)
            """,
        "train.py": """\
            from fitting import WAYS
            from model import net

            def everything(x, y):
                WAYS["plain"](net(), x, y)
            """,
    },
    "a loss that is bound in its module": {
        "train.py": f"""\
            import tensorflow as tf
            from model import net

            measure = {LOSS}

            def everything(x, y):
                model = net()
                with tf.GradientTape() as tape:
                    value = measure(y, model(x))
                return tape.gradient(value, model.trainable_variables)
            """,
    },
    "a loss that its object was given": {
        "training.py": """\
            import tensorflow as tf

            class Trainer:
                def __init__(self, model, measure):
                    self.model = model
                    self.measure = measure

                def step(self, x, y):
                    with tf.GradientTape() as tape:
                        value = self.measure(y, self.model(x))
                    return tape.gradient(value, self.model.trainable_variables)
            """,
        "train.py": f"""\
            import tensorflow as tf
            from model import net
            from training import Trainer

            trainer = Trainer(net(), {LOSS})
            """,
    },
    "a method of what it is derived from": {
        "training.py": f"""\
            import tensorflow as tf

            class Trainer:
                def fit(self, model, x, y):
                    model.compile("adam", {LOSS})
                    model.fit(x, y)
            """,
        "ours.py": """\
            from training import Trainer

            class Ours(Trainer):
                pass
            """,
        "train.py": """\
            from model import net
            from ours import Ours

            def everything(x, y):
                Ours().fit(net(), x, y)
            """,
    },
    "a model that is compiled elsewhere": {
        "train.py": f"""\
            import tensorflow as tf
            from model import net

            class Classifier:
                def __init__(self):
                    self.model = net()
                    self.model.compile("adam", {LOSS})

                def learn(self, x, y):
                    self.model.fit(x, y)
            """,
    },
    "an attribute that another method stores": {
        "train.py": f"""\
            import tensorflow as tf

            class Classifier:
                def learn(self, x, y):
                    self.model.compile("adam", {LOSS})
                    self.model.fit(x, y)

                def build(self):
                    self.model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
            """,
    },
    "an attribute that whoever is given the object reads": {
        "train.py": f"""\
            import tensorflow as tf

            def learn(holder, x, y):
                holder.model.compile("adam", {LOSS})
                holder.model.fit(x, y)

            class Classifier:
                def go(self, x, y):
                    learn(self, x, y)

                def build(self):
                    self.model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation="softmax")])
            """,
    },
    "an attribute that was handed out before it was filled": {
        "train.py": f"""\
            import tensorflow as tf
            from somewhere import looked_at

            class Classifier:
                def build(self):
                    self.model = tf.keras.Sequential()
                    looked_at(self.model)
                    self.model.add(tf.keras.layers.Dense(10, activation="softmax"))
                    return self.model

                def learn(self, x, y):
                    self.model.compile("adam", {LOSS})
                    self.model.fit(x, y)
            """,
    },
    "a function within a function": {
        "train.py": f"""\
            import tensorflow as tf
            from model import net

            def make():
                measure = {LOSS}
                model = net()

                def step(x, y):
                    with tf.GradientTape() as tape:
                        value = measure(y, model(x))
                    return tape.gradient(value, model.trainable_variables)

                return step
            """,
    },
}


@pytest.mark.parametrize("files", LEADS.values(), ids=LEADS.keys())
def test_it_is_found_where_a_caller_leads_to_a_loss(tmp_path: Path, files: dict[str, str]) -> None:
    assert codes(tmp_path, {"model.py": MODEL, **files}) == ["XEN201"]


READERS = {
    "samples": ("tf.random.categorical({}, 1)", '"softmax"', "XEN201"),
    "counts its classes": ("tf.keras.metrics.MeanIoU(10).update_state(y, {})", '"softmax"', "XEN301"),
    "is a loss of another kind": ("tf.keras.backend.ctc_batch_cost(y, {}, 3, 4)", "None", "XEN202"),
    "shows them": ("tf.keras.applications.vgg16.decode_predictions({})", "None", "XEN301"),
    "applies it again": ("tf.nn.softmax({})", '"softmax"', "XEN201"),
    "takes its logarithm by another name": ("-tf.reduce_sum(y * LOGARITHM({}))", '"softmax"', "XEN104"),
    "applies it by another name": ("list(map(tf.nn.softmax, [{}]))", '"softmax"', "XEN201"),
}


@pytest.mark.parametrize(("reader", "activation", "code"), READERS.values(), ids=READERS.keys())
def test_it_is_found_where_something_else_takes_an_output(
    tmp_path: Path, reader: str, activation: str, code: str
) -> None:
    text = f"""\
        import tensorflow as tf

        def sample(x, y):
            model = tf.keras.Sequential([tf.keras.layers.Dense(10, activation={activation})])
            return {reader.format("model(x)")}

        LOGGED = "from_logits"
        LOGARITHM = tf.math.log
        """
    assert codes(tmp_path, {"a.py": text}) == [code]


def test_a_repair_knows_the_readers_in_functions_that_lead_to_no_loss(tmp_path: Path) -> None:
    train = f"""\
        import tensorflow as tf

        model = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(10, activation="softmax")])
        model.compile("adam", {LOSS})
        model.fit(x, y)

        def sure(batch):
            return model(batch).numpy().max(axis=-1)
        """
    (tmp_path / "train.py").write_text(dedent(train))
    xentlint.fix([tmp_path], unsafe=True)
    assert "tf.nn.softmax(model(batch))" in (tmp_path / "train.py").read_text()


def test_a_repair_knows_the_readers_of_every_output_that_it_changes(tmp_path: Path) -> None:
    model = """\
        import tensorflow as tf

        {} = tf.keras.Sequential([tf.keras.Input((4,)), tf.keras.layers.Dense(10, activation="softmax")])
        """
    files = {
        "one.py": model.format("model"),
        "two.py": model.format("other"),
        "steps.py": """\
            import tensorflow as tf

            def step(net, measure, x, y):
                with tf.GradientTape() as tape:
                    value = measure(y, net(x))
                return tape.gradient(value, net.trainable_variables)

            def score(net, measure, x, y):
                print(measure(y, net(x)).numpy())
            """,
        "train.py": """\
            import tensorflow as tf
            from one import model
            from steps import score, step
            from two import other

            measure = tf.keras.losses.SparseCategoricalCrossentropy()
            step(model, measure, x, y)
            score(other, measure, x, y)
            """,
        "showing.py": """\
            from two import other

            def sure(batch):
                return other(batch).numpy().max(axis=-1)
            """,
    }
    assert codes(tmp_path, files) == ["XEN101"]  # of the model that is trained; the other shares its loss
    xentlint.fix([tmp_path])
    assert "Dense(10)" in (tmp_path / "two.py").read_text()
    assert "tf.nn.softmax(other(batch))" in (tmp_path / "showing.py").read_text()


def wanted(*texts: str) -> set[str]:
    """The functions and classes of modules without imports that are taken for worth it."""
    ev = Evaluator()
    modules = [
        Module(Document(Path(f"/{index}.py"), "python", (Unit(None, text, text),)), str(index))
        for index, text in enumerate(map(dedent, texts))
    ]
    for module in modules:
        ev.modules[module.path] = module
        ev.run_module(module)
    demand = Demand(ev, modules, Texts())
    functions = {each.name for each in ev.functions.values() if demand.wants(each, [])}
    return functions | {each.name for each in ev.classes.values() if demand.wants_class(each)}


def test_what_leads_to_no_loss_is_not_wanted() -> None:
    source = '''\
        def loss(y, p):
            """Speaks of it."""
            return crossentropy(y, p)

        def trains(x, y):
            return loss(y, Dense(10)(x))

        def measures(x, y):
            """No output of a Dense layer is in it: what it is given, nobody in sight tells."""
            return loss(y, x)

        def resizes(image):
            """Beside the crossentropy of a softmax, nothing is said of either."""
            return image / 255

        class Data:
            def batches(self):
                return resizes(self)

        class Training:
            def step(self, x, y):
                return trains(x, y)
        '''
    assert wanted(source) == {"trains", "step", "Training"}


def test_that_an_output_has_an_activation_is_no_meeting() -> None:
    source = """\
        def block(x):
            return Dense(10, activation="softmax")(x)

        def twice(x):
            return Activation("softmax")(block(x))

        def either(x):
            return Dense(4, "softmax")(x), Dense(5, "softmax")(x)
        """
    assert wanted(source) == {"twice", "either"}


def test_a_name_of_a_module_that_is_not_imported_leads_nowhere() -> None:
    step = "def step(x):\n    return crossentropy(softmax(x))\n"
    assert wanted(step, "def other(x):\n    return step(x)\n") == {"step"}


SHAPES = [
    "def a(): pass\nclass B:\n    def c(self):\n        def inner(): pass\n    class D:\n        def e(self): pass\n",
    "if x:\n    def a(): pass\nelif y:\n    def b(): pass\nelse:\n    def c(): pass\ndef d(): pass\n",
    "try:\n    def a(): pass\nexcept E:\n    def b(): pass\nelse:\n    def c(): pass\nfinally:\n    def d(): pass\n",
    "with x:\n    for y in z:\n        async def a(): pass\n    else:\n        def b(): pass\nwhile x: x = 1\n",
    "match x:\n    case 1:\n        def a(): pass\n    case _:\n        class B: pass\n",
    "@decorated(lambda: 1)\ndef a(): pass\nclass B(C): pass; x = 1\n",
]


@pytest.mark.parametrize("text", SHAPES)
def test_both_parsers_are_read_in_the_same_order(text: str) -> None:
    module = Module(Document(Path("/a.py"), "python", (Unit(None, text, text),)), "a")
    told = definitions(module.units[0])
    assert told is not None
    assert [each.name for each in told] == [each.name for each in _by_hand(ast.parse(text).body)]
    ev = Evaluator()
    ev.modules[module.path] = module
    known = Demand(ev, [module])._known
    assert [node.name.value for node in known if isinstance(node, cst.FunctionDef | cst.ClassDef)] == [
        each.name for each in told
    ]


def _by_hand(block: Sequence[ast.stmt]) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """By where they stand, and not within functions."""
    found = [
        each
        for statement in block
        for each in ast.walk(statement)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    functions = [each for each in found if not isinstance(each, ast.ClassDef)]
    within = {
        inner
        for each in functions
        for inner in ast.walk(each)
        if inner is not each and isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    return sorted((each for each in found if each not in within), key=lambda each: each.lineno)


BETWEEN = {
    "sets it": "self.layers = self.layers[:-1]",
    "sets it with another": "self.layers, self.count = self.layers[:-1], 1",
    "calls a method of it": "self.layers.pop()",
    "deletes a part of it": "del self.layers[-1]",
    "sets a part of it": "self.layers[-1:] = []",
    "sets it by its name": 'setattr(self, "layers", self.layers[:-1])',
    "goes through it with it": "for self.layers in [self.layers[:-1]]: pass",
}
CLASS = """\
    import tensorflow as tf

    class Base:
        def cut(self):
            {base}

    class Classifier(Base):
        def __init__(self):
            self.layers = [tf.keras.layers.Dense(10), tf.keras.layers.Softmax()]

        def trim(self):
            {own}

        def learn(self, x, y):
            model = tf.keras.Sequential(self.layers)
            model.compile("adam", {loss})
            model.fit(x, y)
    """


@pytest.mark.parametrize("place", ["own", "base"])
@pytest.mark.parametrize("change", BETWEEN.values(), ids=BETWEEN.keys())
def test_what_another_method_does_to_an_attribute_between_is_done(
    tmp_path: Path, change: str, place: str
) -> None:
    """Of an object that nobody in sight makes, methods are evaluated in their order: each may be called."""
    bodies = {"own": "pass", "base": "pass", place: change}
    if place == "base":
        files = {"train.py": CLASS.format(loss=LOSS, **bodies)}
        order = files["train.py"].replace("(Base)", "").replace("class Base:", "class Base:")
        assert codes(tmp_path / "alone", {"train.py": order}) == ["XEN201"]
    assert codes(tmp_path / "all", {"train.py": CLASS.format(loss=LOSS, **bodies)}) == []
