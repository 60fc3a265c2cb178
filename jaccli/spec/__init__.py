"""YAML with places to a Graph; the only folder that imports yaml and that reads files."""

from jaccli.spec.missing import SAMPLE
from jaccli.spec.source import read, sample_folder, samples

__all__ = ["SAMPLE", "read", "sample_folder", "samples"]
