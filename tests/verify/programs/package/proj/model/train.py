"""The command."""

import numpy as np
from sklearn.datasets import load_digits

from .trainer import train


def main():
    x, y = load_digits(return_X_y=True)
    x = (x * 16).astype("float32")
    model = train(x[:1500], y[:1500], steps=120)
    probabilities = model.predict(x[1500:], verbose=0)
    print(f"accuracy {np.mean(probabilities.argmax(axis=1) == y[1500:]):.3f}")
    print(f"confidence {probabilities.max(axis=1).mean():.3f}")


if __name__ == "__main__":
    main()
