"""The network of the study's second session in eager PyTorch, to stand beside the product's program; see run_program.py, epoch_time.py."""

import contextlib

import torch
from torch import nn

WIDTHS = [784, 342, 580, 491, 10]
DROPS = [0.32064883, 0.06977326, 0.25467519]
MEAN, DEVIATION = 0.2860, 0.3530


class Eager:
    """Images resident on the device, normalised once; batches by index, no DataLoader.

    As most people write it, or tuned: the network compiled (torch.compile, Inductor), the optimizer's step fused.
    """

    def __init__(self, images, labels, batch, products, fused=False, compiled=False):
        layers = []
        for i, drop in enumerate(DROPS):
            layers += [nn.Linear(WIDTHS[i], WIDTHS[i + 1]), nn.BatchNorm1d(WIDTHS[i + 1]), nn.Mish(), nn.Dropout(drop)]
        self.model = nn.Sequential(*layers, nn.Linear(WIDTHS[-2], WIDTHS[-1])).to(images.device)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.0010715919, weight_decay=9.2819e-5, fused=fused)
        if compiled:
            self.model = torch.compile(self.model)
        self.loss = nn.CrossEntropyLoss()
        self.images, self.labels, self.batch = (images.float() / 255 - MEAN) / DEVIATION, labels, batch
        self.autocast = products == "bfloat16"

    def train(self, order, steps):
        for rows in order.split(self.batch)[:steps]:
            self.step(self.images[rows], self.labels[rows])

    def step(self, x, y):
        self.optimizer.zero_grad()
        with torch.autocast(x.device.type, torch.bfloat16) if self.autocast else contextlib.nullcontext():
            loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
