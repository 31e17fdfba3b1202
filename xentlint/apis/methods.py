"""Methods of Keras's models by which they are trained and asked, in any of its generations."""

from __future__ import annotations

TRAINING = frozenset({"fit", "fit_generator", "train_on_batch", "fit_on_batch", "partial_fit"})
PREDICTING = frozenset({"predict", "predict_on_batch", "predict_proba", "predict_generator"})
"""Those that give the output; ``predict_classes`` gives numbers of classes."""
