"""A lawyer's session in the real application, from which the pictures of README and user guide are made."""
