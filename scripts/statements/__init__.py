"""Statements from real contracts, true and altered, and how well they are told apart."""
