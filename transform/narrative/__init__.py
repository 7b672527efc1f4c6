"""What the prose of a report says: a package of small steps, with its words as data in lexicon/*.yml."""

from transform.narrative.reader import read_narrative

__all__ = ["read_narrative"]
