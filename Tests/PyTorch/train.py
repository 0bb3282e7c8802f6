"""Trains the networks of a file of cases with PyTorch and writes the parameters that come out: `train.py CASES RESULTS`.

A case names classes of torch.nn and torch.optim with their arguments, so that a new one needs nothing here.
Tests/EngineTests/PyTorch writes the cases and compares the results.
"""

import itertools
import json
import sys

import torch
from torch import nn, optim


def tensor(rows):
    return torch.tensor(rows, dtype=torch.float64)


def made(place, description, **more):
    """An object of the described class, which stands in `place`."""
    return getattr(place, description["name"])(**description["arguments"], **more)


def network(case):
    """The layers with the case's parameters, which stand as W1 [inputs, outputs] row-major, b1, W2, b2 and so on."""
    values = iter(case["parameters"])
    modules = []
    inputs = len(case["inputs"][0])
    for layer in case["layers"]:
        units = layer["units"]
        linear = nn.Linear(inputs, units, dtype=torch.float64)
        with torch.no_grad():
            weights = tensor(list(itertools.islice(values, inputs * units))).reshape(inputs, units)
            linear.weight.copy_(weights.T)
            linear.bias.copy_(tensor(list(itertools.islice(values, units))))
        modules.append(linear)
        if "activation" in layer:
            modules.append(made(nn, layer["activation"]))
        inputs = units
    return nn.Sequential(*modules)


def flattened(model):
    layers = [module for module in model if isinstance(module, nn.Linear)]
    parts = [part for layer in layers for part in (layer.weight.T.flatten(), layer.bias)]
    return torch.cat(parts).tolist()


def clip(parameters, limit):
    """PyTorch's clipping, but to the limit itself: PyTorch's own stops short of it by a millionth over the norm."""
    norm = nn.utils.clip_grad_norm_(parameters, limit)
    if norm > limit:
        for parameter in parameters:
            parameter.grad *= (norm + 1e-6) / norm


def train(case):
    model = network(case)
    inputs, targets = tensor(case["inputs"]), tensor(case["targets"])
    criterion = made(nn, case["loss"], reduction="sum")
    weights = [parameter for name, parameter in model.named_parameters() if name.endswith("weight")]
    biases = [parameter for name, parameter in model.named_parameters() if name.endswith("bias")]
    # Biases do not decay. Without decay one group is enough, and some optimisers take no other number of them.
    groups = [{"params": weights, "weight_decay": case["decay"]}, {"params": biases, "weight_decay": 0}]
    optimizer = made(optim, case["optimizer"], params=groups if case["decay"] else weights + biases, lr=case["rate"])
    schedule = case.get("schedule")
    scheduler = made(optim.lr_scheduler, schedule, optimizer=optimizer) if schedule else None
    for _ in range(case["epochs"]):
        for x, y in zip(inputs.split(case["batch"]), targets.split(case["batch"])):

            def closure():
                optimizer.zero_grad()
                loss = criterion(model(x), y) * case["factor"]
                if case["isMean"]:
                    loss = loss / len(x)
                loss.backward()
                if "clip" in case:
                    clip(list(model.parameters()), case["clip"])
                for weight in weights:
                    weight.grad += case["absoluteDecay"] * weight.detach().sign()
                return loss

            optimizer.step(closure)
            if scheduler and schedule["perStep"]:
                scheduler.step()
        if scheduler and not schedule["perStep"]:
            scheduler.step()
    return flattened(model)


torch.set_num_threads(1)
with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)
results = [train(case) for case in cases]
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(results, file)
