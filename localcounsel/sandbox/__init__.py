"""The limits a process puts on itself, network and resources, and the proof that they hold."""
