"""JSON Schemas of a case's YAML files, made from the models that check them."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from thalweg.io.case_models import CaseFile
from thalweg.io.expected import TestModel
from thalweg.io.models import SCHEMAS, Model
from thalweg.io.table_models import TableFile

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the schema of each kind of file by name."""
    models: dict[str, type[Model]] = {"case": CaseFile, **SCHEMAS, "table": TableFile}
    found = {name: TypeAdapter(model).json_schema() for name, model in models.items()}
    found["tests"] = TypeAdapter(list[TestModel]).json_schema()
    return {name: {"$schema": DIALECT, **schema} for name, schema in found.items()}
