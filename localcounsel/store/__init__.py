"""What is on disk: places, settings, matters, words, answers, the audit log, the shelf of models."""
