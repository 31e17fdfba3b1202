"""Train the fixtures on the TensorFlow that runs this file, which may be 2.1 on Python 3.7.

    cp -r xentlint/verify/fixtures before; cp -r before after
    xentlint check --select ALL --fix --unsafe-fixes after
    python run_fixtures.py before after > fixtures.tsv      (under TensorFlow 2.1)

A line a program and side: name, folder, and the accuracy that it prints with seeds 0, 1 and 2, or why it cannot
run there. Each program runs as it is; what is added is ``set_random_seed``, which came with TensorFlow 2.7.
"""

from __future__ import annotations

import os
import random
import runpy
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
os.environ.setdefault("EPOCHS", "5")

import numpy as np
import tensorflow as tf


def set_random_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)


def train(path, seed):
    """Run one program and return the accuracy it has computed."""
    os.environ["SEED"] = str(seed)
    sys.modules.pop("data", None)
    tf.keras.backend.clear_session()
    if not hasattr(tf.keras.utils, "set_random_seed"):  # old lazy loaders load the module more than once
        tf.keras.utils.set_random_seed = set_random_seed
    return float(runpy.run_path(path, run_name="__main__")["accuracy"])


def main(folders):
    """Train every program of every folder."""
    out, sys.stdout = sys.stdout, sys.stderr
    out.write("program\tside\ttensorflow {}\n".format(tf.__version__))
    for name in sorted(os.listdir(folders[0])):
        if not name.startswith(("fit_", "tape_", "seed_")):
            continue
        for folder in folders:
            sys.path.insert(0, folder)
            try:
                told = ", ".join(f"{train(os.path.join(folder, name), seed):.3f}" for seed in range(3))
            except Exception as error:
                told = f"cannot run: {type(error).__name__}: {str(error).splitlines()[0]}"
            sys.path.remove(folder)
            out.write("\t".join([name[:-3], os.path.basename(folder), told]) + "\n")
            out.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
