"""Files built to harm their reader, made from a seed, each with the outcome it must reach. See docs/hostile.md."""
