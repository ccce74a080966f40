"""What each verb of the command line does: one flow, shown as a table for people or as JSON for programs."""
