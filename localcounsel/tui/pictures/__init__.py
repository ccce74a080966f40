"""Pages as real pictures, in terminals that can show them: which way, and the sequences of each.

What is sent is made here from pixels, never from a document's words or names.
"""
