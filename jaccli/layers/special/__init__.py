"""Layers of special functions: the error functions, Γ, Bessel functions, integrals with a name.

Some are computed here, others by SciPy, which is no dependency. DLMF is the NIST Digital Library
of Mathematical Functions, https://dlmf.nist.gov.
"""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
