"""Models that a library makes whole: what comes out of them.

One row a constructor, or a family of them with names alike: the activation that its head has by default,
the arguments that change it, and how a call of the model answers. Every row was read from the source of
the package; the tests hold those of keras.applications, KerasHub and transformers against what is installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class LibraryModelRow:
    """A model constructor.

    ``activation`` is what its head ends in by default (``None``: logits); ``chosen_by`` the keyword that
    changes it, if there is one. ``include_top`` (name, position) is the argument that leaves the head
    away; without a position, positional arguments mean different things in different releases.
    ``classes`` are the keywords that size the head; ``units`` its size without them, and ``rank`` the number
    of axes of the output, where that is known. ``fields``: a call answers with an object that has these
    outputs by name, and by number in this order. ``order`` are the parameters by position as far as all releases have
    them so, up to what the head hangs on: with more positional arguments nothing is known of it (``None``: no argument
    that is given so says anything of the head).
    """

    activation: str | None = "softmax"
    chosen_by: str | None = "classifier_activation"
    include_top: tuple[str, int | None] | None = ("include_top", 0)
    classes: tuple[str, ...] = ("classes",)
    units: int | None = 1000
    rank: int | None = 2
    fields: tuple[str, ...] = ()
    order: tuple[str, ...] | None = None


_TAIL = ("weights", "input_tensor", "input_shape", "pooling", "classes", "classifier_activation")
"""What stands behind ``include_top`` in ``keras.applications``."""


def _applications() -> dict[str, LibraryModelRow]:
    """``keras.applications``; ``classifier_activation`` exists since Keras 2.4."""
    first = (
        "VGG16 VGG19 Xception InceptionV3 InceptionResNetV2 DenseNet121 DenseNet169 DenseNet201 "
        "ResNet50 ResNet101 ResNet152 ResNet50V2 ResNet101V2 ResNet152V2 "
        "ResNetRS50 ResNetRS101 ResNetRS152 ResNetRS200 ResNetRS270 ResNetRS350 ResNetRS420 "
        "EfficientNetB0 EfficientNetB1 EfficientNetB2 EfficientNetB3 EfficientNetB4 EfficientNetB5 "
        "EfficientNetB6 EfficientNetB7 EfficientNetV2B0 EfficientNetV2B1 EfficientNetV2B2 EfficientNetV2B3 "
        "EfficientNetV2S EfficientNetV2M EfficientNetV2L"
    )
    elsewhere: dict[str, tuple[str, ...]] = {
        "NASNetMobile": ("input_shape",),
        "NASNetLarge": ("input_shape",),
        "MobileNetV2": ("input_shape", "alpha"),
        "MobileNetV3Small": ("input_shape", "alpha", "minimalistic"),
        "MobileNetV3Large": ("input_shape", "alpha", "minimalistic"),
        "MobileNet": ("input_shape", "alpha", "depth_multiplier", "dropout"),
    }
    rows = {name: LibraryModelRow(order=("include_top", *_TAIL)) for name in first.split()}
    rows |= {
        name: LibraryModelRow(
            include_top=("include_top", len(before)),
            order=(*before, "include_top", "weights", "input_tensor"),
        )
        for name, before in elsewhere.items()
    }
    # In Keras 2.10 and 2.11 the head of ConvNeXt was linear, whatever was asked for.
    rows |= {
        f"ConvNeXt{size}": LibraryModelRow(include_top=("include_top", None))
        for size in ("Tiny", "Small", "Base", "Large", "XLarge")
    }
    # RegNet takes classifier_activation, checks it, and never applies it (Keras 2.7 to 2.15, tf_keras).
    rows |= {
        f"RegNet{family}{size}": LibraryModelRow(
            None, None, ("include_top", 1), order=("model_name", "include_top", *_TAIL[:5])
        )
        for family in "XY"
        for size in ("002", "004", "006", "008", "016", "032", "040", "064", "080", "120", "160", "320")
    }
    rows["*"] = LibraryModelRow(order=("include_top", *_TAIL[:4]))
    return {f"keras.applications.{name}": row for name, row in rows.items()}


ANY_APPLICATION = "keras.applications.*"
"""A model of ``keras.applications`` whose name the program chooses while it runs."""

LIBRARY_MODELS: dict[str, LibraryModelRow] = _applications()
"""Constructors by canonical symbol."""

_LOGITS = LibraryModelRow(None, None, None, ("num_labels",), None, None, ("logits",))
_SPANS = LibraryModelRow(None, None, None, (), None, None, ("start_logits", "end_logits"))

_SEGMENTED = ("backbone_name", "input_shape", "classes", "activation")

_FAMILIES: tuple[tuple[re.Pattern[str], LibraryModelRow], ...] = (
    # Transformers up to 4: every head is linear, and its own loss takes logits.
    (
        re.compile(
            r"transformers\.(?:.*\.)?TF(?!TransfoXL|Tapas|Rag)\w*(?:For(?:SequenceClassification|TokenClassification|"
            r"MultipleChoice|MaskedLM|CausalLM|Seq2SeqLM|NextSentencePrediction|ConditionalGeneration|"
            r"ImageClassification|SemanticSegmentation|AudioClassification)|LMHeadModel|WithLMHead)"
        ),
        _LOGITS,
    ),
    (
        re.compile(r"transformers\.(?:.*\.)?TF(?!Tapas|Blip)\w*ForQuestionAnswering(?:Simple)?"),
        _SPANS,
    ),
    # KerasHub and KerasNLP: logits unless an activation is asked for, which these two do not take.
    (
        re.compile(r"(?:keras_hub|keras_nlp)\.(?:.*\.)?models\.(?:.*\.)?MobileNet(?:V5)?ImageClassifier"),
        LibraryModelRow(None, None, None, ("num_classes",), None, order=("backbone",)),
    ),
    (
        re.compile(r"(?:keras_hub|keras_nlp)\.(?:.*\.)?models\.(?:.*\.)?\w*(?<!Token)Classifier"),
        LibraryModelRow(None, "activation", None, ("num_classes",), None, order=("backbone",)),
    ),
    # KerasCV: a softmax unless another one is asked for.
    (
        re.compile(r"keras_cv\.(?:.*\.)?models\.(?:.*\.)?ImageClassifier"),
        LibraryModelRow(
            "softmax", "activation", None, ("num_classes",), None,
            order=("backbone", "num_classes", "pooling", "activation"),
        ),
    ),
    # image-classifiers: the softmax of the top cannot be chosen.
    (
        re.compile(r"classification_models\.(?:.*\.)?(?:SE)?ResNe(?:t|Xt)\d+"),
        LibraryModelRow(
            "softmax", None, ("include_top", 4),
            order=("input_shape", "input_tensor", "weights", "classes", "include_top"),
        ),
    ),
    # efficientnet (qubvel): the softmax of the top cannot be chosen.
    (
        re.compile(r"efficientnet\.(?:keras|tfkeras|model)\.EfficientNet(?:B[0-7]|L2)"),
        LibraryModelRow("softmax", None, order=("include_top", *_TAIL[:5])),
    ),
    # vit-keras: logits unless an activation is asked for; with the trained top there are as many classes as that has.
    (
        re.compile(r"vit_keras\.vit\.vit_[bl](?:16|32)"),
        LibraryModelRow(None, "activation", ("include_top", None), (), None),
    ),
    # segmentation_models: the whole map is activated, a sigmoid by default.
    (
        re.compile(r"segmentation_models\.(?:.*\.)?(?:Unet|Linknet)"),
        LibraryModelRow("sigmoid", "activation", None, ("classes",), 1, 4, order=_SEGMENTED),
    ),
    (
        re.compile(r"segmentation_models\.(?:.*\.)?(?:FPN|PSPNet)"),
        LibraryModelRow("softmax", "activation", None, ("classes",), 21, 4, order=_SEGMENTED),
    ),
)  # fmt: skip
_LAST_NAMES = re.compile(
    r"TF\w*(?:For[A-Z]\w*|LMHead(?:Model)?)|\w*Classifier|(?:SE)?ResNe(?:t|Xt)\d+|EfficientNet(?:B[0-7]|L2)|vit_[bl](?:16|32)|Unet|Linknet|FPN|PSPNet"
)
"""What the names of the families end in."""
_MAKERS = ("from_pretrained", "from_config", "from_preset")
"""Class methods that make a model as the class itself does."""


@lru_cache(maxsize=4096)
def model_row(name: str) -> LibraryModelRow | None:
    """The row of the constructor ``name``, or of a class method of it that makes the same."""
    found = LIBRARY_MODELS.get(name)
    if found is not None or "." not in name:
        return found
    home, _, last = name.rpartition(".")
    written = home if last in _MAKERS else name
    return next((row for pattern, row in _FAMILIES if pattern.fullmatch(written)), None)


def may_be_model(word: str) -> bool:
    """Whether the name of a constructor of some family may end in ``word``."""
    return _LAST_NAMES.fullmatch(word) is not None


_MODEL_BASES = re.compile(
    r"transformers\.(?:.*\.)?TF\w*(?:PreTrainedModel|Model|For\w+)"
    r"|keras_(?:hub|nlp|cv)\.(?:.*\.)?models\.(?:.*\.)?\w*(?:Task|Backbone|Classifier|LM|Segmenter)"
    r"|tensorflow_recommenders\.(?:models\.)?Model|tensorflow_addons\.\w+\.\w+Model|spektral\.models\.(?:.*\.)?\w+"
    r"|tensorflow_gnn\.(?:.*\.)?\w+Model"
)


@lru_cache(maxsize=4096)
def model_base(name: str) -> bool:
    """Whether the library class ``name`` is a Keras model, so that what derives from it is one."""
    return _MODEL_BASES.fullmatch(name) is not None


def makes_itself(name: str) -> bool:
    """Whether the class method ``name`` of a model makes one as calling the class does."""
    return name in _MAKERS
