"""The evaluation: how well this machine and these models find, quote and refuse, on questions with known answers."""
