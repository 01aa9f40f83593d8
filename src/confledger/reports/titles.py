"""JSON Schemas of models without the titles that pydantic makes up from names."""


def without_titles(node: object) -> object:
    """Return a schema without them, at every depth: they tell a reader nothing."""
    if isinstance(node, dict):
        return {
            key: without_titles(value)
            for key, value in node.items()
            if key != "title" or not isinstance(value, str)
        }
    if isinstance(node, list):
        return [without_titles(item) for item in node]
    return node
