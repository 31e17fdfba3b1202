# feature: async | truth: right | runs: [[]]
import asyncio

from tensorflow import keras

head = {"activation": "softmax"}


class Session:
    async def __aenter__(self):
        head["activation"] = None
        return self

    async def __aexit__(self, *error):
        pass


class Steps:
    def __init__(self):
        self.left = 1

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        self.left -= 1
        return head["activation"]


async def run():
    async with Session() as session:
        async for each in Steps():
            found = each
        listed = [each async for each in Steps()]
    return found, listed, session


try:
    found, listed, _ = asyncio.run(run())
except TypeError:
    found, listed = "softmax", ["softmax"]
for activation in (found, listed[0], head["activation"]):
    model = keras.Sequential([keras.layers.Dense(10, activation=activation)])
    model.compile(loss=keras.losses.CategoricalCrossentropy(from_logits=True))
    model.fit(1, 2)
