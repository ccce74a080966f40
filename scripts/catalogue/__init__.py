"""The interface's texts and their translations: found in the source, kept as .po, compiled to .mo."""
