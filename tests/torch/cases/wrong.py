"""Programs of PyTorch that give a loss what it does not take."""

from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F

from data import batches, bits, images, labels


# %% A Sequential that ends in a softmax
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for epoch in range(2):
    for x, y in batches:
        optimizer.zero_grad()
        loss = criterion(model(x), y)  # error: XEN201
        loss.backward()
        optimizer.step()


# %% A forward that returns a softmax
class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = x.view(x.size(0), -1)
        return F.softmax(self.fc(x), dim=1)


model = Net()
criterion = nn.CrossEntropyLoss()
for x, y in batches:
    outputs = model(x)
    loss = criterion(outputs, y)  # error: XEN201
    loss.backward()


# %% A softmax where the loss is computed
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
criterion = nn.CrossEntropyLoss()
for x, y in batches:
    probabilities = torch.softmax(model(x), dim=-1)
    criterion(probabilities, y).backward()  # error: XEN201


# %% A module within a module
class Head(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.fc = nn.Linear(64, classes)
        self.last = nn.Softmax(1)

    def forward(self, x):
        return self.last(self.fc(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.ReLU())
        self.head = Head(10)

    def forward(self, x):
        return self.head(self.body(x))


net = Net()
F.cross_entropy(net(images), labels).backward()  # error: XEN201


# %% In one expression
logits = nn.Linear(64, 10)(images.flatten(1))
loss = F.cross_entropy(torch.softmax(logits, dim=1), labels)  # error: XEN201
loss += F.cross_entropy(input=F.softmax(logits, -1), target=labels)  # error: XEN201
loss += F.cross_entropy(logits.softmax(1), labels)  # error: XEN201
loss += F.cross_entropy(nn.Softmax(dim=1)(logits), labels)  # error: XEN201
loss.backward()


# %% A function that is given the model and the criterion
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)
        self.softmax = nn.Softmax(dim=1)

    def forward(self, x):
        x = self.fc(torch.flatten(x, 1))
        return self.softmax(x)


def train(model, loader, criterion, optimizer, device):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        outputs = model(inputs)
        loss = criterion(outputs, targets)  # error: XEN201
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


def main():
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = Net().to(device)
    criterion = nn.CrossEntropyLoss().to(device)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(2):
        train(model, batches, criterion, optimizer, device)


if __name__ == "__main__":
    main()


# %% A trainer
class Trainer:
    def __init__(self, model):
        self.model = model
        self.criterion = nn.CrossEntropyLoss()

    def step(self, x, y):
        predictions = self.model(x)
        return self.criterion(predictions, y)  # error: XEN201

    def fit(self):
        for x, y in batches:
            self.step(x, y).backward()


Trainer(nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))).fit()


# %% Layers with names
# xfail: what an OrderedDict holds is not followed
model = nn.Sequential(OrderedDict([("flat", nn.Flatten()), ("fc", nn.Linear(64, 10)), ("out", nn.Softmax(dim=1))]))
nn.CrossEntropyLoss()(model(images), labels).backward()  # error: XEN201


# %% Layers that are gathered first
layers = [nn.Flatten()]
layers.append(nn.Linear(64, 10))
layers += [nn.Softmax(dim=1)]
model = nn.Sequential(*layers)
nn.CrossEntropyLoss()(model(images), labels).backward()  # error: XEN201


# %% Layers that are added
model = nn.Sequential()
model.add_module("flat", nn.Flatten())
model.add_module("fc", nn.Linear(64, 10))
model.append(nn.Softmax(dim=1))
nn.CrossEntropyLoss()(model(images), labels).backward()  # error: XEN201


# %% A class of its own that is a Sequential
class Net(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))


nn.CrossEntropyLoss()(Net()(images), labels).backward()  # error: XEN201


# %% The forward of the class above
class Base(nn.Module):
    def forward(self, x):
        return F.softmax(self.logits(x), dim=1)


class Net(Base):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def logits(self, x):
        return self.fc(x.flatten(1))


nn.CrossEntropyLoss()(Net()(images), labels).backward()  # error: XEN201


# %% A model on several devices
model = nn.DataParallel(nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1)))
nn.CrossEntropyLoss()(model(images), labels).backward()  # error: XEN201


# %% A softmax that is reshaped
probabilities = F.softmax(nn.Linear(8, 10)(images.squeeze(1)), dim=-1)
F.cross_entropy(probabilities.reshape(-1, 10), labels.repeat_interleave(8)).backward()  # error: XEN201


# %% A sigmoid, and a loss that applies one
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1), nn.Sigmoid())
nn.BCEWithLogitsLoss()(model(images), bits).backward()  # error: XEN201
F.binary_cross_entropy_with_logits(torch.sigmoid(nn.Linear(64, 1)(images.flatten(1))), bits).backward()  # error: XEN201


# %% A sigmoid, and a loss that applies a softmax
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Sigmoid())
nn.CrossEntropyLoss()(model(images), labels).backward()  # error: XEN201


# %% Logits where logarithms of probabilities are taken
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
nn.NLLLoss()(model(images), labels).backward()  # error: XEN202
F.nll_loss(model(images), labels).backward()  # error: XEN202


# %% Probabilities where their logarithms are taken
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
nn.NLLLoss()(model(images), labels).backward()  # error: XEN202


# %% Logits where probabilities are taken
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1))
nn.BCELoss()(model(images), bits).backward()  # error: XEN202


# %% The logarithm of a softmax
probabilities = F.softmax(nn.Linear(64, 10)(images.flatten(1)), dim=1)
F.nll_loss(torch.log(probabilities), labels).backward()  # error: XEN104


# %% The logarithm of a softmax in a module
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 10)

    def forward(self, x):
        x = F.softmax(self.fc(x.flatten(1)), dim=1)
        return (x + 1e-8).log()  # error: XEN104


nn.NLLLoss()(Net()(images), labels).backward()


# %% A crossentropy by hand
probabilities = F.softmax(nn.Linear(64, 10)(images.flatten(1)), dim=1)
loss = -(F.one_hot(labels, 10) * torch.log(probabilities)).sum(1).mean()  # error: XEN104
loss += -torch.log(probabilities.gather(1, labels[:, None])).mean()  # error: XEN104
loss.backward()


# %% A softmax of a softmax
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
F.nll_loss(F.log_softmax(model(images), dim=1), labels).backward()  # error: XEN201


# %% A copy
import copy

model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1))
F.cross_entropy(copy.deepcopy(model)(images), labels).backward()  # error: XEN201


# %% A sigmoid in place
F.binary_cross_entropy_with_logits(nn.Linear(64, 1)(images.flatten(1)).sigmoid_(), bits).backward()  # error: XEN201


# %% A criterion that is chosen by name
LOSSES = {"ce": nn.CrossEntropyLoss, "nll": nn.NLLLoss}


def train(name):
    criterion = LOSSES[name]()
    criterion(F.softmax(nn.Linear(64, 10)(images.flatten(1)), dim=1), labels).backward()  # error: XEN201


train("ce")


# %% Logits that are cut where probabilities are
model = nn.Sequential(nn.Flatten(), nn.Linear(64, 1))
logits = model(images)
nn.BCEWithLogitsLoss()(logits, bits).backward()
print((logits > 0.5).float().eq(bits).float().mean())  # error: XEN301


# %% Children that are called one after the other
class Net(nn.Module):
    def __init__(self, layers):
        super().__init__()
        for index, layer in enumerate(layers):
            self.add_module(str(index), layer)

    def forward(self, x):
        for layer in self.children():
            x = layer(x)
        return x


F.cross_entropy(Net([nn.Flatten(), nn.Linear(64, 10), nn.Softmax(dim=1)])(images), labels).backward()  # error: XEN201


# %% Weights that are made anew, and a softmax
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.size = len(batches)
        self.body = nn.Sequential(nn.Linear(64, 64), nn.BatchNorm1d(64), nn.LeakyReLU(0.2))
        self.fc, self.last = nn.Linear(64, 10), nn.Softmax(dim=1)

    def forward(self, x):
        return self.last(self.fc(self.body(x.flatten(1))))


def start(module):
    name = module.__class__.__name__
    if name.find("Linear") != -1:
        torch.nn.init.normal_(module.weight.data, 0.0, 0.02)


model = Net()
model.apply(start)
F.cross_entropy(model(images), labels).backward()  # error: XEN201
