"""JSON Schemas of the models: the whole configuration, its overlays, and files beside them."""

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from confledger.ecosystem.configuration import Configuration
from confledger.ecosystem.overlay import partial

DIALECT = "https://json-schema.org/draft/2020-12/schema"
HOME = "https://confledger.example/schemas/"

Schema = dict[str, object]


def base_schema() -> Schema:
    """Return the schema of a full configuration: a base file, or a merged one."""
    return schema_of(
        Configuration,
        "config.schema.json",
        title="Configuration",
        description="A full configuration: config/base.yaml, and every environment once merged.",
    )


def overlay_schema() -> Schema:
    """Return the schema of an overlay: any part of a configuration, and what it extends."""
    schema = partial(base_schema())
    properties = schema["properties"]
    assert isinstance(properties, dict)
    extends = {
        "description": "What this overlay is laid over: `base`, or the name of an environment.",
        "type": "string",
        "pattern": "^[a-z][a-z0-9-]{0,62}$",
        "examples": ["base"],
    }
    return schema | {
        "$id": HOME + "config-overlay.schema.json",
        "title": "Configuration overlay",
        "description": "What one environment or one host changes; everything else is inherited.",
        "properties": {"extends": extends} | properties,
    }


def schema_of(model: type[BaseModel], name: str, *, title: str, description: str) -> Schema:
    """Return the schema of one model as a document of its own, closed at every depth."""
    schema = model.model_json_schema(schema_generator=_Closed)
    _describe(schema, schema.get("$defs", {}))
    heading = {"$schema": DIALECT, "$id": HOME + name, "title": title, "description": description}
    return heading | {key: value for key, value in schema.items() if key not in heading}


def _describe(node: object, definitions: dict[str, dict[str, object]]) -> None:
    """Give each key its description, where pydantic left it to the definition alone."""
    if isinstance(node, list):
        for item in node:
            _describe(item, definitions)
    elif isinstance(node, dict):
        for child in node.values():
            _describe(child, definitions)
        properties = node.get("properties", {})
        for child in properties.values():
            if "$ref" in child and "description" not in child:
                child["description"] = definitions[child["$ref"].rpartition("/")[2]]["description"]


class _Closed(GenerateJsonSchema):
    """Pydantic's generator, without null, without noise, and with no open map."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave null out: a key that says nothing is absent (see `Section`)."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out the default of an optional key: None stands for its absence."""
        if "default" in schema and schema["default"] is None:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: object) -> object:
        """Write a default as it would stand in a file."""
        if isinstance(dft, BaseModel):
            return dft.model_dump(mode="json", by_alias=True, exclude_none=True)
        return super().encode_default(dft)

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Refuse every key that does not look like the key of this map."""
        found = super().dict_schema(schema)
        if "patternProperties" in found:
            found["additionalProperties"] = False
        return found

    def union_schema(self, schema: core_schema.UnionSchema) -> JsonSchemaValue:
        """Write alternatives of plain types as one list, which gives better messages."""
        found = super().union_schema(schema)
        branches = found.get("anyOf", [])
        if branches and all(set(branch) == {"type"} for branch in branches):
            return {"type": [branch["type"] for branch in branches]}
        return found

    def field_title_should_be_set(self, schema: object) -> bool:
        """Leave out titles that only repeat the key."""
        return False
