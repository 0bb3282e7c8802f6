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
    """The layers with the case's parameters, which stand as W1 [inputs, outputs] row-major, b1, W2, b2 and so on.

    A normalised layer has the scale and the shift of its normalisation instead of biases.
    """
    values = iter(case["parameters"])

    def fill(parameter):
        parameter.copy_(tensor(list(itertools.islice(values, parameter.numel()))))

    modules = []
    inputs = len(case["inputs"][0])
    for layer in case["layers"]:
        units = layer["units"]
        normalization = layer.get("normalization")
        linear = nn.Linear(inputs, units, bias=not normalization, dtype=torch.float64)
        parts = [linear]
        with torch.no_grad():
            weights = tensor(list(itertools.islice(values, inputs * units))).reshape(inputs, units)
            linear.weight.copy_(weights.T)
            if normalization:
                parts.append(made(nn, normalization, num_features=units, dtype=torch.float64))
                fill(parts[1].weight)
            fill(parts[-1].bias)
        if layer["isFrozen"]:
            for part in parts:
                part.eval().requires_grad_(False)
        modules += parts
        if "activation" in layer:
            modules.append(made(nn, layer["activation"]))
        inputs = units
    return nn.Sequential(*modules)


def flattened(model):
    """The parameters as they stand in a case, then the means and variances of each normalisation."""
    parts, statistics = [], []
    for module in model:
        if isinstance(module, nn.Linear):
            parts.append(module.weight.T.flatten())
        elif isinstance(module, nn.BatchNorm1d):
            parts.append(module.weight)
            statistics += [module.running_mean, module.running_var]
        if getattr(module, "bias", None) is not None:
            parts.append(module.bias)
    return torch.cat(parts + statistics).tolist()


def made_loss(case):
    """The loss of outputs and targets of a batch."""
    arguments = case["loss"]["arguments"]
    weights = {name: tensor(value) for name, value in arguments.items() if isinstance(value, list)}
    criterion = getattr(nn, case["loss"]["name"])(**{**arguments, **weights}, reduction=case["reduction"])

    def loss(outputs, targets):
        value = criterion(outputs, targets.argmax(1) if case["takesClasses"] else targets) * case["factor"]
        return value / len(targets) if case["isMean"] else value

    return loss


def clip(parameters, limit):
    """PyTorch's clipping, but to the limit itself: PyTorch's own stops short of it by a millionth over the norm."""
    norm = nn.utils.clip_grad_norm_(parameters, limit)
    if norm > limit:
        for parameter in parameters:
            parameter.grad *= (norm + 1e-6) / norm


def train(case):
    model = network(case)
    inputs, targets = tensor(case["inputs"]), tensor(case["targets"])
    loss_of = made_loss(case)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    # Those of a normalisation are vectors.
    weights = [parameter for parameter in trained if parameter.dim() == 2]
    biases = [parameter for parameter in trained if parameter.dim() == 1]
    # Biases, scales and shifts do not decay. Without decay one group is enough, and some optimisers take no other number of them.
    groups = [{"params": weights, "weight_decay": case["decay"]}, {"params": biases, "weight_decay": 0}]
    optimizer = made(optim, case["optimizer"], params=groups if case["decay"] else weights + biases, lr=case["rate"])
    schedule = case.get("schedule")
    scheduler = made(optim.lr_scheduler, schedule, optimizer=optimizer) if schedule else None
    for _ in range(case["epochs"]):
        for x, y in zip(inputs.split(case["batch"]), targets.split(case["batch"])):

            def closure():
                optimizer.zero_grad()
                loss = loss_of(model(x), y)
                loss.backward()
                if "clip" in case:
                    clip(trained, case["clip"])
                for weight in weights:
                    weight.grad += case["absoluteDecay"] * weight.detach().sign()
                return loss

            optimizer.step(closure)
            if scheduler and schedule["perStep"]:
                scheduler.step()
        if scheduler and not schedule["perStep"]:
            if isinstance(scheduler, optim.lr_scheduler.ReduceLROnPlateau):
                with torch.no_grad():
                    scheduler.step(loss_of(model(inputs), targets).item())
            else:
                scheduler.step()
    return flattened(model)


torch.set_num_threads(1)
with open(sys.argv[1], encoding="utf-8") as file:
    cases = json.load(file)
results = [train(case) for case in cases]
with open(sys.argv[2], "w", encoding="utf-8") as file:
    json.dump(results, file)
