"""The people written: Parquet in the catalogue's names, a chunk at a time, the same bytes for the same input."""

from __future__ import annotations

from typing import Any, BinaryIO

import numpy as np

from osteo_core.catalogue import CATALOGUE
from osteo_core.imports.converting.converter import Converted
from osteo_core.imports.mapping.document import Mapping

SETS_BY = ";"


class PeopleWriter:
    """Writes chunks of people to a file that was opened for bytes.

    Columns: id, first_visit, the fields in the catalogue's order, the rest.
    """

    def __init__(self, file: BinaryIO, mapping: Mapping, *, texts: frozenset[str] = frozenset()) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        names = [*mapping.constants, *(each.target for each in mapping.fields)]
        order = {name: place for place, name in enumerate(CATALOGUE.names)}
        names = sorted(dict.fromkeys(names), key=lambda name: (order.get(name, len(order)), name))
        kinds = {name: pa.float64() if _is_number(name, texts) else pa.string() for name in names}
        first = {"id": pa.string()} | ({"first_visit": pa.string()} if mapping.visit else {})
        self.schema = pa.schema(list((first | kinds | {kept_name(name, names): pa.string() for name in mapping.keep}).items()))
        self.names = names
        self.rows = 0
        self._writer = pq.ParquetWriter(file, self.schema, compression="zstd")

    def write(self, people: Converted, good: Any) -> None:
        """The people of a chunk whose rows are good, (n,) bool."""
        import pyarrow as pa

        rows = np.flatnonzero(good)
        columns: dict[str, Any] = {"id": [people.ids[row] for row in rows]}
        if people.dates is not None:
            columns["first_visit"] = [people.dates[row] for row in rows]
        for name in self.names:
            values = people.columns[name][rows]
            columns[name] = values if self.schema.field(name).type == pa.float64() else [_text(value) for value in values.tolist()]
        columns |= {kept_name(name, self.names): [cells[row] or None for row in rows] for name, cells in people.kept.items()}
        arrays = [pa.array(columns[field.name], field.type, from_pandas=True) for field in self.schema]
        self._writer.write_table(pa.table(arrays, schema=self.schema))
        self.rows += len(rows)

    def finish(self) -> None:
        """Write the end of the file; nothing is closed."""
        self._writer.close()


def kept_name(name: str, names: list[str]) -> str:
    """What a column that is carried along is called: as in its file, but never like a field."""
    return f"{name} (as given)" if name in CATALOGUE or name in names or name == "id" else name


def _is_number(name: str, texts: frozenset[str]) -> bool:
    return CATALOGUE[name].is_numeric if name in CATALOGUE else name not in texts


def _text(value: Any) -> str | None:
    if isinstance(value, tuple):
        return SETS_BY.join(value)
    return None if value is None or value != value else str(value)
