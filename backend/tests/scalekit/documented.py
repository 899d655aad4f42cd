"""Prints what Scalekit's published OpenAPI document says of the calls that we make: documented.json.

    python3 documented.py agentkit.scalar.json > documented.json

The document is public/api/agentkit.scalar.json of github.com/scalekit-inc/developer-docs.
"""

import json
import sys

CALLS = [
    ("get", "/api/v1/connected_accounts"),
    ("post", "/api/v1/connected_accounts"),
    ("get", "/api/v1/connected_accounts/details"),
    ("get", "/api/v1/connected_accounts/auth"),
    ("post", "/api/v1/connected_accounts/magic_link"),
    ("post", "/api/v1/connected_accounts/user/verify"),
    ("post", "/api/v1/execute_tool"),
]
DOCUMENT = json.load(open(sys.argv[1]))


def shape(schema):
    """A schema as a JSON value: an object by its fields, a list by its items, anything else by its type."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return shape(DOCUMENT["components"]["schemas"][name])
    if "enum" in schema:
        return "one of " + " ".join(schema["enum"])
    if schema.get("type") == "array":
        return [shape(schema["items"])]
    if schema.get("properties"):
        return {name: shape(field) for name, field in sorted(schema["properties"].items())}
    return schema.get("format", schema.get("type", "any"))


def call(method, path):
    operation = DOCUMENT["paths"][path][method]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    success = next(status for status in operation["responses"] if status.startswith("2"))
    answer = operation["responses"][success]["content"]["application/json"]["schema"]
    return {
        "query": sorted(parameter["name"] for parameter in operation.get("parameters", [])),
        "body": shape(body) if body else {},
        "answer": shape(answer),
    }


print(json.dumps({f"{method.upper()} {path}": call(method, path) for method, path in CALLS}, indent=2))
