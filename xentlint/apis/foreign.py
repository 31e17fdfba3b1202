"""What is known of libraries as a whole: which leave the program's own objects as they are.

A function that no other table describes may change whatever it is given. Those of the packages named
here do not change lists, dictionaries or objects of the caller, unless they are named as exceptions.
"""

from __future__ import annotations

HARMLESS = frozenset(
    {
        "keras.utils.plot_model", "tf.train.Checkpoint", "tf.train.CheckpointManager", "builtins.id",
        "keras.callbacks.LambdaCallback", "tf.stop_gradient", "keras.backend.get_session", "gc.collect",
        "keras.utils.model_to_dot", "IPython.display.display", "keras.backend.clear_session",
    }
)  # fmt: skip
"""Functions that neither read numbers nor hand anything on."""

DATA_PACKAGES = ("numpy", "pandas", "sklearn", "tensorflow_datasets", "keras.datasets", "tf.data", "scipy", "cv2",
                 "PIL", "random", "keras.utils.image_dataset", "keras.preprocessing", "tf.io", "tf.image")  # fmt: skip
"""What these return is drawn from data."""

HANDING_ON = ("itertools.", "random.", "heapq.", "collections.", "operator.", "types.", "builtins.",
              "functools.")  # fmt: skip
"""What these return may be, or hold, what they are given: no copy of it."""

_PACKAGES = frozenset(
    {
        "IPython", "PIL", "SimpleITK", "abc", "absl", "albumentations", "argparse", "array", "ast",
        "asyncio", "base64", "bisect", "bs4", "builtins", "calendar", "cmath", "codecs", "collections",
        "colorama", "colorsys", "comet_ml", "contextlib", "copy", "coremltools", "csv", "cv2",
        "dataclasses", "datasets", "datetime", "decimal", "eli5", "enum", "evaluate", "flax", "fnmatch",
        "fractions", "functools", "gc", "gensim", "getpass", "glob", "google", "graphviz", "gym",
        "gymnasium", "gzip", "h5py", "hashlib", "heapq", "horovod", "html", "hvd", "imageio", "imblearn",
        "imgaug", "importlib", "imutils", "inspect", "io", "itertools", "jax", "jieba", "joblib", "json",
        "kaggle", "keras", "keras_cv", "keras_hub", "keras_nlp", "keras_preprocessing", "keras_tuner",
        "kerastuner", "konlpy", "librosa", "lightgbm", "lime", "locale", "logging", "loguru", "lxml",
        "math", "matplotlib", "mimetypes", "missingno", "mlflow", "mlxtend", "mpl_toolkits",
        "multiprocessing", "neptune", "netron", "nibabel", "nltk", "numbers", "numpy", "openpyxl",
        "operator", "optuna", "os", "pandas", "pandas_datareader", "pathlib", "pickle", "platform",
        "plot_model", "plotly", "pprint", "prettytable", "psutil", "pydicom", "pydot", "pydub", "pylab",
        "queue", "random", "ray", "re", "requests", "rich", "sacred", "scikitplot", "scipy", "seaborn",
        "secrets", "sentencepiece", "shap", "shlex", "shutil", "signal", "skimage", "sklearn", "socket",
        "soundfile", "spacy", "sqlite3", "ssl", "statistics", "statsmodels", "string", "struct",
        "subprocess", "sys", "tabulate", "tarfile", "tempfile", "tensorboard", "tensorboardX", "tensorflow",
        "tensorflow_addons", "tensorflow_datasets", "tensorflow_docs", "tensorflow_federated",
        "tensorflow_hub", "tensorflow_model_optimization", "tensorflow_privacy", "tensorflow_probability",
        "tensorflow_text", "tensorflowjs", "termcolor", "textwrap", "tf", "tf2onnx", "tf_keras", "tff",
        "tfmot", "threading", "tifffile", "time", "timeit", "tokenizers", "torch", "tqdm", "traceback",
        "transformers", "types", "typing", "typing_extensions", "unicodedata", "unittest", "urllib", "uuid",
        "visualkeras", "wandb", "warnings", "weakref", "wordcloud", "xgboost", "xlrd", "xml", "yaml",
        "yfinance", "zipfile", "zlib",
    }
)  # fmt: skip
CALLING = ("threading.", "multiprocessing.", "concurrent.", "asyncio.", "atexit.", "signal.", "sched.", "joblib.",
           "functools.", "timeit.", "weakref.", "contextlib.")  # fmt: skip
"""What these are given together with a function, the function may be given."""

_CHANGING = frozenset(
    {
        "random.shuffle", "heapq.heappush", "heapq.heappop", "heapq.heapify", "heapq.heapreplace", "heapq.heappushpop",
        "bisect.insort", "bisect.insort_left", "bisect.insort_right", "numpy.random.shuffle", "builtins.exec",
        "builtins.eval", "builtins.setattr", "builtins.delattr", "operator.setitem", "operator.delitem",
        "operator.iadd", "operator.iconcat", "operator.ior", "sklearn.utils.shuffle", "importlib.reload",
        "object.__setattr__", "builtins.object.__setattr__", "operator.methodcaller", "operator.attrgetter",
        "functools.update_wrapper", "functools.reduce", "unittest.mock.patch", "ctypes", "numpy.put", "numpy.place",
        "numpy.putmask", "numpy.put_along_axis", "numpy.copyto", "numpy.fill_diagonal",
    }
)  # fmt: skip


RUNNING: dict[str, dict[str, str]] = {
    "threading.Thread": {"start": "run"},
    "threading.Timer": {"start": "run"},
    "multiprocessing.Process": {},
    "multiprocessing.context.Process": {},
    "multiprocessing.process.BaseProcess": {},
}
"""Library classes of which it is known which method starts which method of a class that inherits from them.

A process that is started runs in another one, where it changes nothing here.
"""

_COMPUTING = ("zlib.", "hashlib.", "binascii.", "base64.", "math.", "cmath.", "re.", "string.", "struct.", "fractions.",
              "decimal.", "statistics.", "textwrap.", "unicodedata.", "operator.", "itertools.", "ast.", "json.loads",
              "copy.", "collections.", "builtins.", "types.", "functools.", "fnmatch.", "colorsys.")  # fmt: skip


def computes(name: str) -> bool:
    """Whether what the library function ``name`` gives hangs on nothing but what it is given."""
    return name.startswith(_COMPUTING)


_RECORDING = ("logging.", "absl.logging.", "tf.get_logger", "tf.logging.", "multiprocessing.get_logger", "loguru.",
              "matplotlib.", "seaborn.", "plotly.", "wandb.", "mlflow.", "neptune.", "comet_ml.")  # fmt: skip


def makes_recorders(name: str) -> bool:
    """Whether what the library function ``name`` gives writes down, or draws, what its methods are handed."""
    return name.startswith(_RECORDING) and not name.rpartition(".")[2].startswith("load")


def changes_arguments(name: str) -> bool:
    """Whether the library function ``name`` may change the objects that it is given."""
    return name in _CHANGING or name.startswith("unittest.mock.") or name.split(".", 1)[0] not in _PACKAGES
