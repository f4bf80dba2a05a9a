"""Makers of what ships in artifacts/ and beside the package. What only reads it is in `stored`; what only measures is in `benchmark`.

`MAKERS` names them; `osteo reproduce PART` runs one. Each writes into the checkout, with its seed and its command in what it writes;
`manifest`, the last, records the sums of what ships, and is run after any of the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from osteo_core.manifest import making

_EVALUATION = "osteo_core.reproduce.evaluation.__main__"


@dataclass(frozen=True)
class Maker:
    """One part of what ships: the module whose `main` makes it, what that is given, and the extra whose packages it needs."""

    module: str
    arguments: tuple[str, ...] = ()
    extra: str | None = None

    def make(self) -> None:
        """Write the part into the checkout.

        Raises:
            OsteoError: as the maker; what it needs is missing.
        """
        main = import_module(self.module).main
        with making():
            code = main(list(self.arguments)) if self.arguments else main()
        if code:
            raise SystemExit(code)


MAKERS = {
    "people": Maker(_EVALUATION, ("people",), "train"),
    "life": Maker(_EVALUATION, ("life",), "train"),
    "worlds": Maker(_EVALUATION, ("worlds",)),
    "selection": Maker(_EVALUATION, ("selection",)),
    "rows": Maker(_EVALUATION, ("rows",), "train"),
    "ladder": Maker(_EVALUATION, ("ladder",)),
    "explanations": Maker(_EVALUATION, ("explanations",)),
    "examples": Maker("osteo_core.reproduce.examples"),
    "cases": Maker("osteo_core.reproduce.cases"),
    "linkage_examples": Maker("osteo_core.reproduce.linkage_examples"),
    "reference_curves": Maker("osteo_core.reproduce.reference_curves"),
    "own_study": Maker("osteo_core.reproduce.own_study.__main__", (), "train"),
    "life_sizes": Maker("osteo_core.reproduce.life_sizes"),
    "frax_style": Maker("osteo_core.reproduce.frax_style"),
    "prevalence": Maker("osteo_core.reproduce.prevalence"),
    "manifest": Maker("osteo_core.reproduce.manifest"),
}
"""Part of what ships -> its maker. The networks are made by `osteo train`, the virtual world's parameters by its own fits."""
