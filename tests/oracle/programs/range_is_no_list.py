# feature: operator | truth: right | runs: [[]]
from tensorflow import keras


numbers = range(3)
flag = numbers == [0, 1, 2] or isinstance(numbers, list) or hasattr(numbers, "append") or numbers != range(3)
flag = flag or list(numbers) != [0, 1, 2] or 5 in numbers or len(numbers) != 3
nan = float("nan")
flag = flag or nan not in [nan] or [nan] != [nan] or not {1} < {1, 2} or frozenset({1}) != {1}

model = keras.Sequential([keras.layers.Dense(10, activation="softmax")])
model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=flag))
model.fit(1, 2)
