"""How well a reader reads: what it found against what annotators found, each measure a module."""
