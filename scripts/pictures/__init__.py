"""Pictures of a terminal: what stands in its cells, drawn as a small SVG."""
