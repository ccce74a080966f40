"""Pure functions: no files, no clock, no randomness, no threads."""
