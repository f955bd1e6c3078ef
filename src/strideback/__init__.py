"""Get your stride back: screening, plan and diary for low back pain from running.

Three nouns: *knowledge* is what medicine says, a *diary* is what the runner said and did,
a *review* is everything computed from the two on one day.
"""

__version__ = "0.1.0"
