import numpy as np

s = 0.0
