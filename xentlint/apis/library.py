"""Models that a library makes whole: what comes out of them.

``keras.applications`` models end in a softmax unless ``include_top=False`` or another
``classifier_activation`` (which exists since Keras 2.4) says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LibraryModelRow:
    """A model constructor: its head's default ``activation``, and the arguments that change it."""

    activation: str = "softmax"
    include_top: str = "include_top"
    classifier_activation: str = "classifier_activation"
    classes: str = "classes"


_NAMES = [
    "VGG16",
    "VGG19",
    "ResNet50",
    "ResNet101",
    "ResNet152",
    "ResNet50V2",
    "ResNet101V2",
    "ResNet152V2",
    "InceptionV3",
    "InceptionResNetV2",
    "Xception",
    "MobileNet",
    "MobileNetV2",
    "MobileNetV3Small",
    "MobileNetV3Large",
    "DenseNet121",
    "DenseNet169",
    "DenseNet201",
    "NASNetMobile",
    "NASNetLarge",
    "EfficientNetB0",
    "EfficientNetB1",
    "EfficientNetB2",
    "EfficientNetB3",
    "EfficientNetB4",
    "EfficientNetB5",
    "EfficientNetB6",
    "EfficientNetB7",
    "EfficientNetV2B0",
    "EfficientNetV2B1",
    "EfficientNetV2B2",
    "EfficientNetV2B3",
    "EfficientNetV2S",
    "EfficientNetV2M",
    "EfficientNetV2L",
    "ConvNeXtTiny",
    "ConvNeXtSmall",
    "ConvNeXtBase",
    "ConvNeXtLarge",
    "ConvNeXtXLarge",
    "RegNetX002",
    "RegNetY002",
]

ANY_APPLICATION = "keras.applications.*"
"""A model of ``keras.applications`` whose name the program chooses while it runs."""

LIBRARY_MODELS: dict[str, LibraryModelRow] = {
    f"keras.applications.{name}": LibraryModelRow() for name in (*_NAMES, "*")
}
"""Constructors by canonical symbol."""
