"""The widgets: each one file, none of which knows a flow."""
