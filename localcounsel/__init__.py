"""LocalCounsel: question your own documents on a machine that no byte leaves."""

__version__ = "0.1.0"
