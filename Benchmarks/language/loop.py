# A scalar loop of a million turns.
import numpy as np  # so that both programs of a pair start the same

s = 0.0
for k in range(1, 1000001):
    s = s + k * 0.5
assert s == 250000250000
