"""What `doctor` looks at, by what it is about: containment, files, computing, approvals."""
