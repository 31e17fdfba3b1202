"""Programs of PyTorch in which every loss is given what it takes, or what nobody knows."""

import torch
import torch.nn as nn
import torch.nn.functional as F

from data import batches, bits, images, labels, out_of_sight


# %% Logits
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in batches:
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()


# %% Logarithms of probabilities, in one step
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return F.log_softmax(self.fc(x.flatten(1)), dim=1)


model = Net()
for x, y in batches:
    F.nll_loss(model(x), y).backward()


# %% Logarithms of probabilities are logits too
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.LogSoftmax(dim=1))
nn.CrossEntropyLoss()(model(images), labels).backward()


# %% A sigmoid and the loss of probabilities
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1), nn.Sigmoid())
nn.BCELoss()(model(images), bits).backward()
F.binary_cross_entropy(torch.sigmoid(nn.Linear(64, 1)(images.flatten(1))), bits).backward()


# %% Logits and the loss that applies the sigmoid
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1))
nn.BCEWithLogitsLoss()(model(images), bits).backward()


# %% A softmax and the loss of probabilities, class by class
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
nn.BCELoss()(model(images), F.one_hot(labels, 10).float()).backward()


# %% A softmax for what is shown, after the loss
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
logits = model(images)
loss = F.cross_entropy(logits, labels)
loss.backward()
probabilities = F.softmax(logits, dim=1)
print(probabilities.max(1), (probabilities.argmax(1) == labels).float().mean())


# %% A softmax where it is not trained
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = self.fc(x.flatten(1))
        if not self.training:
            x = F.softmax(x, dim=1)
        return x


model = Net()
model.train()
F.cross_entropy(model(images), labels).backward()
model.eval()
print(model(images))


# %% A softmax in a method of its own
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.softmax = nn.Softmax(dim=-1)

    def forward(self, x):
        return self.fc(x.flatten(1))

    @torch.no_grad()
    def predict(self, x):
        return self.softmax(self(x))


model = Net()
F.cross_entropy(model(images), labels).backward()
print(model.predict(images))


# %% A softmax that a parameter asks for, and nobody does
class Net(nn.Module):
    def __init__(self, probabilities=False):
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.probabilities = probabilities

    def forward(self, x):
        x = self.fc(x.flatten(1))
        return F.softmax(x, dim=1) if self.probabilities else x


F.cross_entropy(Net()(images), labels).backward()


# %% Logits and probabilities, of which the loss is given the first
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        logits = self.fc(x.flatten(1))
        return logits, F.softmax(logits, dim=1)


logits, probabilities = Net()(images)
F.cross_entropy(logits, labels).backward()
F.cross_entropy(Net()(images)[0], labels).backward()


# %% By name
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        logits = self.fc(x.flatten(1))
        return {"logits": logits, "probabilities": logits.softmax(dim=1)}


F.cross_entropy(Net()(images)["logits"], labels).backward()


# %% Attention inside
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Linear(64, 64)
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = x.flatten(1)
        weights = F.softmax(self.attention(x), dim=1)
        return self.fc(weights * x)


F.cross_entropy(Net()(images), labels).backward()


# %% A teacher's probabilities are labels
student, teacher = nn.Linear(64, 10), nn.Linear(64, 10)
x = images.flatten(1)
with torch.no_grad():
    soft = F.softmax(teacher(x) / 4, dim=1)
F.cross_entropy(student(x), soft).backward()
distilled = F.kl_div(F.log_softmax(student(x) / 4, dim=1), soft, reduction="batchmean")
(distilled + F.cross_entropy(student(x), labels)).backward()


# %% A softmax over places, not classes
model = nn.Conv2d(1, 10, 3)
attention = F.softmax(model(images), dim=-1)
F.cross_entropy(attention, labels[:, None, None].expand(-1, 6, 6)).backward()


# %% A temperature
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
F.cross_entropy(model(images) / 0.5, labels).backward()
F.cross_entropy(2 * model(images) + 1, labels).backward()


# %% A head that is taken away
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
model[2] = nn.Identity()
F.cross_entropy(model(images), labels).backward()


# %% All layers but the last
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
F.cross_entropy(model[:-1](images), labels).backward()


# %% A layer that is replaced in a module
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.last = nn.Softmax(dim=1)

    def forward(self, x):
        return self.last(self.fc(x.flatten(1)))


model = Net()
model.last = nn.Identity()
F.cross_entropy(model(images), labels).backward()


# %% A hook says what comes out
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
model.register_forward_hook(lambda module, given, result: result.log())
F.cross_entropy(model(images), labels).backward()


# %% Another forward
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        return F.softmax(self.fc(x.flatten(1)), dim=1)


model = Net()
model.forward = lambda x: model.fc(x.flatten(1))
F.cross_entropy(model(images), labels).backward()


# %% Somebody out of sight may change it
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
out_of_sight(model)
F.cross_entropy(model(images), labels).backward()


# %% The exponential of logarithms
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.LogSoftmax(dim=1))
F.nll_loss(model(images), labels).backward()
print(torch.exp(model(images)).max(1))


# %% A focal loss on logits
logits = nn.Linear(64, 10)(images.flatten(1))
entropy = F.cross_entropy(logits, labels, reduction="none")
((1 - torch.exp(-entropy)) ** 2 * entropy).mean().backward()


# %% Scores between 0 and 1 by other means
scores = nn.Linear(64, 1)(images.flatten(1))
loss = F.binary_cross_entropy(scores.clamp(0, 1), bits)
loss += F.binary_cross_entropy((torch.tanh(scores) + 1) / 2, bits)
loss += F.binary_cross_entropy(scores.square() / (1 + scores.square()), bits)
loss.backward()


# %% Probabilities that are mixed are not those of a softmax
gate = torch.sigmoid(nn.Linear(64, 1)(images.flatten(1)))
first, second = nn.Linear(64, 10)(images.flatten(1)), nn.Linear(64, 10)(images.flatten(1))
F.cross_entropy(gate * first + (1 - gate) * second, labels).backward()


# %% An entropy is no crossentropy
probabilities = F.softmax(nn.Linear(64, 10)(images.flatten(1)), dim=1)
(-(probabilities * torch.log(probabilities + 1e-8)).sum(1).mean()).backward()


# %% A negative log likelihood that somebody else takes
probabilities = F.softmax(nn.Linear(64, 10)(images.flatten(1)), dim=1)
print(torch.log(probabilities))


# %% Modules that are known by name only
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({"fc": nn.Linear(64, 10), "last": nn.Softmax(dim=1)})

    def forward(self, x):
        return self.layers["fc"](x.flatten(1))


F.cross_entropy(Net()(images), labels).backward()


# %% Logits in a list of stages
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stages = nn.ModuleList([nn.Linear(64, 64) for _ in range(3)])
        self.last = nn.Linear(64, 10)

    def forward(self, x):
        x = x.flatten(1)
        for stage in self.stages:
            x = F.relu(stage(x))
        return self.last(x)


F.cross_entropy(Net()(images), labels).backward()


# %% Changed in place
scores = nn.Linear(64, 1)(images.flatten(1))
scores.sigmoid_()
F.binary_cross_entropy(scores, bits).backward()


# %% Written into
with torch.no_grad():
    scores = nn.Linear(64, 1)(images.flatten(1))
    torch.sigmoid(scores, out=scores)
    print(F.binary_cross_entropy(scores, bits))


# %% The numbers of a tensor are exchanged
scores = nn.Linear(64, 1)(images.flatten(1)).detach()
scores.data = torch.sigmoid(scores)
print(F.binary_cross_entropy(scores, bits))


# %% Logarithms of probabilities as logits
probabilities = F.softmax(nn.Linear(64, 10)(images.flatten(1)), dim=1)
F.cross_entropy(torch.log(probabilities), labels).backward()


# %% A normalised layer
model = nn.utils.weight_norm(nn.Linear(64, 10))
F.cross_entropy(model(images.flatten(1)), labels).backward()


# %% A class that says what a call does
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def __call__(self, x):
        return self.fc(x.flatten(1))

    def forward(self, x):
        return F.softmax(self(x), dim=1)


F.cross_entropy(Net()(images), labels).backward()


# %% Two softmaxes of which one is a mask
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate, self.fc = nn.Linear(64, 10), nn.Linear(64, 10)

    def forward(self, x):
        x = x.flatten(1)
        return F.softmax(self.gate(x), dim=1) * self.fc(x)


F.cross_entropy(Net()(images), labels).backward()


# %% A scaled sigmoid is no probability
scores = 10 * torch.sigmoid(nn.Linear(64, 1)(images.flatten(1))) - 5
F.binary_cross_entropy_with_logits(scores, bits).backward()


# %% Channels behind a convolution
model = nn.Sequential(nn.Conv2d(1, 10, 3), nn.AdaptiveAvgPool2d(1), nn.Flatten())
F.cross_entropy(model(images), labels).backward()


# %% One output of two losses
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.first, self.second = nn.Linear(64, 32), nn.Linear(32, 10), nn.Linear(32, 1)

    def forward(self, x):
        x = torch.tanh(self.body(x.flatten(1)))
        return self.first(x), torch.sigmoid(self.second(x))


classes, bit = Net()(images)
(F.cross_entropy(classes, labels) + F.binary_cross_entropy(bit, bits)).backward()


# %% Modules that are gone through, and changed
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.last = nn.Linear(64, 10), nn.Softmax(dim=1)

    def forward(self, x):
        return self.last(self.fc(x.flatten(1)))


def take_away(module):
    for name, child in module.named_children():
        if isinstance(child, nn.Softmax):
            setattr(module, name, nn.Identity())


first, second, third = Net(), Net(), Net()
take_away(first)
second.apply(take_away)
for module in third.modules():
    if isinstance(module, nn.Softmax):
        module.forward = lambda x: x
for model in (first, second, third):
    F.cross_entropy(model(images), labels).backward()


# %% Weights that are made anew
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc, self.last = nn.Linear(64, 10), nn.LogSoftmax(dim=1)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.xavier_uniform_(module.weight)
                module.bias.data.zero_()

    def forward(self, x):
        return self.last(self.fc(x.flatten(1)))


F.nll_loss(Net()(images), labels).backward()


# %% A layer that is taken out
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
del model[2]
F.cross_entropy(model(images), labels).backward()
