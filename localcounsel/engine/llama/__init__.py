"""The decode loop on llama.cpp's low-level bindings: loading, reading a prompt, writing an answer.

Imported by the model child only, after the sandbox is on.
"""
