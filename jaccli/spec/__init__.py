"""YAML with places to a Graph; the only folder that imports yaml and that reads files."""

from jaccli.spec.missing import SAMPLE
from jaccli.spec.texts import sample_folder, samples

__all__ = ["SAMPLE", "sample_folder", "samples"]
