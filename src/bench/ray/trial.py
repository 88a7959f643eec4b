"""The study's network and its epochs in eager PyTorch, for given hyperparameters: one trial of Ray Tune's side of compare.sh."""

import gzip
import pathlib

import numpy
import torch
from torch import nn

MEAN, DEVIATION = 0.2860, 0.3530
VALIDATION = 12_000


def read_images(folder):
    """Fashion-MNIST's training images as bytes [60000, 784] and their labels as int64 [60000]."""

    def idx(name, header):
        with gzip.open(pathlib.Path(folder) / name) as file:
            return numpy.frombuffer(file.read(), numpy.uint8, offset=header)

    pixels = idx("train-images-idx3-ubyte.gz", 16).reshape(-1, 784)
    return pixels.copy(), idx("train-labels-idx1-ubyte.gz", 8).astype(numpy.int64)


def normalised(pixels):
    return (pixels.float() / 255 - MEAN) / DEVIATION


class Images(torch.utils.data.Dataset):
    """Normalises an image when it is asked for, as torchvision's ToTensor and Normalize do."""

    def __init__(self, pixels, labels):
        self.pixels, self.labels = pixels, labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return normalised(self.pixels[index]), self.labels[index]


class Loaded:
    """Batches by DataLoaders, as the study had them."""

    def __init__(self, pixels, labels, batch):
        split = len(labels) - VALIDATION
        self.training = torch.utils.data.DataLoader(Images(pixels[:split], labels[:split]), batch_size=batch, shuffle=True)
        self.validation = torch.utils.data.DataLoader(Images(pixels[split:], labels[split:]), batch_size=batch)


class Resident:
    """Batches by index of images that are normalised once."""

    def __init__(self, images, labels, batch):
        self.images, self.labels, self.batch, self.split = images, labels, batch, len(labels) - VALIDATION

    @property
    def training(self):
        for rows in torch.randperm(self.split).split(self.batch):
            yield self.images[rows], self.labels[rows]

    @property
    def validation(self):
        for first in range(self.split, len(self.labels), self.batch):
            yield self.images[first : first + self.batch], self.labels[first : first + self.batch]


class Trial:
    """A network of session 2's space, with Adam and a cosine rate that changes by the epoch."""

    def __init__(self, config, batches, fused):
        widths = [784, config["l1_size"], config["l2_size"], config["l3_size"]]
        drops = [config["l1_drop"], config["l2_drop"], config["l3_drop"]]
        layers = []
        for fan_in, width, drop in zip(widths, widths[1:], drops):
            layers += [nn.Linear(fan_in, width), nn.BatchNorm1d(width), nn.Mish(), nn.Dropout(drop)]
        self.model = nn.Sequential(*layers, nn.Linear(widths[-1], 10))
        for layer in self.model:
            if isinstance(layer, nn.Linear):
                nn.init.kaiming_normal_(layer.weight)
                nn.init.zeros_(layer.bias)
        self.batches = batches
        self.optimizer = torch.optim.Adam(
            self.model.parameters(), lr=config["base_lr"], weight_decay=config["l2_rate"], fused=fused)
        self.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(self.optimizer, config["t_max"])
        self.loss = nn.CrossEntropyLoss()

    def epoch(self):
        """Trains one, and validates; percent of right answers, mean loss."""
        self.model.train()
        for images, labels in self.batches.training:
            self.optimizer.zero_grad()
            self.loss(self.model(images), labels).backward()
            self.optimizer.step()
        self.schedule.step()
        return self.validate()

    @torch.no_grad()
    def validate(self):
        self.model.eval()
        right, loss, seen = 0, 0.0, 0
        for images, labels in self.batches.validation:
            logits = self.model(images)
            right += (logits.argmax(1) == labels).sum().item()
            loss += self.loss(logits, labels).item() * len(labels)
            seen += len(labels)
        return 100 * right / seen, loss / seen

    def state(self):
        return {"model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(), "schedule": self.schedule.state_dict()}

    def load(self, state):
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
