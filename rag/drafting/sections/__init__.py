"""The twelve sections of a plan, one module each: ``NAME`` and ``compose(brief) -> Section``."""
