"""The main paths as plain synchronous generators. Closing a generator cancels its work."""
