"""Constants and conversions that objects.py imports."""
BOLTZMANN = 1.380649e-23
ZERO = 273.15


def to_kelvin(celsius):
    return celsius + ZERO


def ramp(x, low=0.0, high=1.0):
    if x < low:
        return low
    if x > high:
        return high
    return x
