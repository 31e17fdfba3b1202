"""Ways from a model to its predictions other than ``net.predict(x)``, and questions about the model itself.

A way is statements and an expression; where the model is asked what it is, a question is statements that
show the answer. ``build`` is there only in programs whose model is made in a function.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """How a program comes by predictions."""

    name: str
    expression: str
    setup: str = ""


WAYS = (
    Way("method", "predict(x)", "predict = net.predict"),
    Way("alias", "model.predict(x)", "model = net"),
    Way("function", "scores(net, x)", "def scores(model, data):\n    return model.predict(data)\n\n"),
    Way("function of a global", "scores(x)", "def scores(data):\n    return net.predict(data)\n\n"),
    Way("function that names", "scores(x)", "def scores(data):\n    p = net(data)\n    return p\n\n"),
    Way("function of an index", "scores(x, 0)", "def scores(data, i):\n    return net.predict(data)[i]\n\n"),
    Way(
        "function with a default",
        "scores()",
        "def scores(data=x, model=net):\n    return model.predict(data)\n\n",
    ),
    Way("lambda", "scores(x)", "scores = lambda data: net.predict(data)"),
    Way("partial", "functools.partial(net.predict, verbose=0)(x)"),
    Way("map", "list(map(net.predict, [x[:4], x[4:]]))[0]"),
    Way("map over calls", "list(map(net, [x[:4], x[4:]]))[1]"),
    Way("mapped lambda", "list(map(lambda data: net.predict(data), [x[:4], x[4:]]))[0]"),
    Way("getattr", 'getattr(net, "predict")(x)'),
    Way("methodcaller", 'operator.methodcaller("predict", x)(net)'),
    Way("dunder", "net.__call__(x)"),
    Way("call", "net.call(tf.constant(x))"),
    Way("dictionary of models", 'models["a"].predict(x)', 'models = {"a": net}'),
    Way("list of models", "[model.predict(x) for model in [net]][0]"),
    Way("mean of models", "np.mean([model.predict(x) for model in (net, net)], axis=0)"),
    Way("sum of models", "sum(model.predict(x) for model in [net, net]) / 2"),
    Way("values of models", "next(iter(models.values())).predict(x)", "models = dict(a=net)"),
    Way("pool", "list(pool.map(net, [x]))[0]", "pool = concurrent.futures.ThreadPoolExecutor(1)"),
    Way("future", "pool.submit(net.predict, x).result()", "pool = concurrent.futures.ThreadPoolExecutor(1)"),
    Way("generator", "next(scores())", "def scores():\n    yield net.predict(x)\n\n"),
    Way(
        "generator of parts",
        "np.concatenate(list(scores()))",
        "def scores():\n    for part in (x[:4], x[4:]):\n        yield net.predict(part)\n\n",
    ),
    Way("cached", "scores()", "@functools.lru_cache\ndef scores():\n    return net.predict(x)\n\n"),
    Way(
        "decorated",
        "scores()",
        "def shown(f):\n    def wrapper(*args):\n        found = f(*args)\n        print(found)\n"
        "        return found\n\n    return wrapper\n\n\n@shown\ndef scores():\n    return net.predict(x)\n\n",
    ),
    Way(
        "class",
        "Classifier(net).scores(x)",
        "class Classifier:\n    def __init__(self, model):\n        self.model = model\n\n"
        "    def scores(self, data):\n        return self.model.predict(data)\n\n",
    ),
    Way(
        "class that is called",
        "Classifier(net)(x)",
        "class Classifier:\n    def __init__(self, model):\n        self.model = model\n\n"
        "    def __call__(self, data):\n        return self.model(data)\n\n",
    ),
    Way(
        "class that keeps",
        "classifier.p",
        "class Classifier:\n    def run(self, data):\n        self.p = net.predict(data)\n\n\n"
        "classifier = Classifier()\nclassifier.run(x)",
    ),
    Way(
        "property",
        "Classifier().p",
        "class Classifier:\n    @property\n    def p(self):\n        return net.predict(x)\n\n",
    ),
    Way(
        "static method",
        "Classifier.scores(x)",
        "class Classifier:\n    @staticmethod\n    def scores(data):\n        return net.predict(data)\n\n",
    ),
    Way(
        "context",
        "p",
        "@contextlib.contextmanager\ndef scores():\n    yield net.predict(x)\n\n\nwith scores() as p:\n    pass",
    ),
    Way(
        "closure",
        "scores()",
        "def outer():\n    p = net.predict(x)\n\n    def inner():\n        return p\n\n    return inner\n\n\n"
        "scores = outer()",
    ),
    Way("nonlocal", "p", "p = None\n\n\ndef run():\n    global p\n    p = net.predict(x)\n\n\nrun()"),
    Way("graph", "scores(tf.constant(x))", "@tf.function\ndef scores(data):\n    return net(data)\n\n"),
    Way("graph of a model", "tf.function(net)(tf.constant(x))"),
    Way(
        "graph that reads",
        "scores(tf.constant(x))",
        "@tf.function\ndef scores(data):\n    p = net(data)\n    return tf.cast(p > 0.5, tf.float32)\n\n",
    ),
    Way("data set", "np.array([net(part[None])[0] for part in tf.data.Dataset.from_tensor_slices(x)])"),
    Way("mapped data set", "next(iter(tf.data.Dataset.from_tensors(x).map(net)))"),
    Way("mapped lambda over a data set", "next(iter(tf.data.Dataset.from_tensors(x).map(lambda t: net(t))))"),
    Way("map_fn", "tf.map_fn(lambda row: net(row[None])[0], tf.constant(x))"),
    Way("saved", 'keras.models.load_model("net.keras").predict(x)', 'net.save("net.keras")'),
    Way("cloned", "clone.predict(x)", "clone = keras.models.clone_model(net)\nclone.set_weights(net.get_weights())"),
    Way("outputs", "keras.Model(net.inputs, net.outputs).predict(x)"),
    Way("last output", "keras.Model(net.inputs, net.layers[-1].output).predict(x)"),
    Way("output before", "keras.Model(net.inputs, net.layers[-2].output).predict(x)"),
    Way("layers one by one", "h", "h = x\nfor layer in net.layers:\n    h = layer(h)"),
    Way("last layer", "net.layers[-1](net.layers[-2](net.layers[0](x)))"),
    Way("in a model", "keras.Sequential([net]).predict(x)"),
    Way("flattened in a model", "keras.Sequential([net, keras.layers.Flatten()]).predict(x)"),
    Way("scaled in a model", "keras.Sequential([net, keras.layers.Rescaling(100.0)]).predict(x)"),
    Way("called in a model", "keras.Model(i, net(i) * 2)(x)", "i = keras.Input((4,))"),
    Way("averaged in a model", "keras.Model(i, keras.layers.average([net(i), net(i)]))(x)", "i = keras.Input((4,))"),
    Way("argmax in a model", "keras.Model(i, keras.ops.argmax(net(i), axis=-1))(x)", "i = keras.Input((4,))"),
    Way("branches", "p", "if len(x) > 100:\n    p = None\nelse:\n    p = net.predict(x)"),
    Way("kept if better", "best", "best = None\nfor part in (x[:4], x[4:]):\n    p = net.predict(part)\n"
        "    if best is None or p.max() > best.max():\n        best = p"),
    Way("tried", "p", "try:\n    p = net.predict(x)\nexcept ValueError:\n    p = None"),
    Way("tuple", "scores()[0]", "def scores():\n    return net.predict(x), y\n\n"),
    Way("dictionary", 'scores()["p"]', 'def scores():\n    return {"p": net.predict(x), "y": y}\n\n'),
    Way("zip", "next(zip(net.predict(x), y))[0]"),
    Way("or", "None or net.predict(x)"),
    Way("walrus", "(q := net.predict(x))"),
    Way("starred", "[*net.predict(x)][0]"),
    Way("recursion", "scores(2)", "def scores(n):\n    return net.predict(x) if n == 0 else scores(n - 1)\n\n"),
    Way(
        "labels of a student",
        "student.evaluate(x, teaching, verbose=0)",
        "teaching = net(x)\nstudent = keras.Sequential([keras.layers.Dense(net(x).shape[-1], kernel_initializer='ones')])\n"
        "student.compile('sgd', loss=keras.losses.CategoricalCrossentropy(from_logits=True))\n"
        "student.fit(x, teaching, epochs=1, verbose=0)",
    ),
    Way("step", "net.predict_step(tf.constant(x))"),
    Way("gradient", "grad", "t = tf.constant(x)\nwith tf.GradientTape() as watching:\n    watching.watch(t)\n"
        "    top = net(t)[:, 0]\ngrad = watching.gradient(top, t)"),
    Way("noise", "net.predict(x + 0.1) - net.predict(x)"),
    Way("half and half", "0.5 * net.predict(x) + 0.5 * net.predict(x[::-1])"),
    Way("exponential mean", "total", "total = 0\nfor part in (x[:4], x[4:]):\n"
        "    total = 0.9 * total + 0.1 * net.predict(part)"),
    Way("filled", "out", "out = np.zeros(net.predict(x).shape)\n"
        "for i in range(8):\n    out[i] = net.predict(x[i : i + 1])[0]"),
    Way("stacked", "np.vstack([net.predict(x[i : i + 1]) for i in range(8)])"),
    Way("one at a time", "np.array([net.predict(row[None])[0] for row in x])"),
)  # fmt: skip

QUESTIONS = (
    "print(len(net.layers))",
    "print(net.layers[-1].name)",
    "print([layer.name for layer in net.layers])",
    "print([type(layer).__name__ for layer in net.layers])",
    "print(type(net.layers[-1]).__name__)",
    "print(isinstance(net.layers[-1], keras.layers.Dense))",
    "print(net.layers[-1].activation.__name__)",
    "print(net.layers[-1].activation(tf.constant([[1.0, 2.0]])))",
    'print(net.layers[-1].get_config().get("activation"))',
    'print(len(net.get_config()["layers"]))',
    "print(len(net.to_json()) > 0)",
    "print(net.output_names)",
    "print(net.output_shape)",
    "print(net.outputs[0].name)",
    "print(net.output.shape)",
    "print(net.count_params())",
    "print(net.layers[-1].count_params())",
    "print(net.get_layer(index=-1).name)",
    "print(net.layers[-1].get_weights()[0].shape)",
    "print(net.layers[-2].name)",
    "print([w.shape for w in net.get_weights()])",
    "print([v.path for v in net.trainable_variables])",
    "net.layers[-1].trainable = False\nprint(len(net.trainable_variables))",
    "for layer in net.layers[:-1]:\n    layer.trainable = False\nprint(len(net.trainable_variables))",
    "for layer in net.layers:\n    print(layer.name)",
    "net.summary()",
    "net.pop()\nprint(net.predict(x))",
    "net.add(keras.layers.Dense(2))\nprint(net.predict(x).shape)",
    "print(loss_fn.name)",
    "print(loss_fn.from_logits)",
    "print(loss_fn.get_config())",
    "print(net.loss)",
    "print(net.get_compile_config() is None)",
    "print(net.metrics_names)",
    "print(history.history.keys())",
    "print(net.name)",
    "net.trainable = False\nprint(net.predict(x).argmax(axis=1))",
    "net.save_weights('net.weights.h5')\nnet.load_weights('net.weights.h5')\nprint(net.predict(x).argmax(axis=1))",
    "class Show(keras.callbacks.Callback):\n    def on_epoch_end(self, epoch, logs=None):\n"
    "        print(self.model.predict(x))\n\n\nnet.fit(x, y, epochs=1, verbose=0, callbacks=[Show()])",
    "shown = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: print(net.predict(x)))\n"
    "net.fit(x, y, epochs=1, verbose=0, callbacks=[shown])",
    "hist = net.fit(x, y, epochs=1, verbose=0, callbacks=[keras.callbacks.EarlyStopping(monitor='loss')])",
    "other = keras.Sequential([keras.layers.Dense(3, activation='softmax', kernel_initializer='ones')])\n"
    "other.compile('sgd', loss=loss_fn)\nother.fit(x, y, epochs=1, verbose=0)\nprint(other.predict(x))",
    "print(float(loss_fn(y, net(x))) > -1)",
    "print(float(keras.losses.MeanSquaredError()(y, net(x))))",
    "print(float(tf.reduce_mean(keras.losses.kl_divergence(y, net(x)))))",
)
