"""The generated parts of docs/api.md and docs/errors.md, from the API's own document and from the code's list of errors.

    api_markdown(document, text)   # `text` is docs/api.md as it is; what stands between the marks is written anew
    errors_markdown(root, text)

`script/documents` writes both files; tests/functional/test_documents.py fails when they differ from what would be written.
"""
from __future__ import annotations

import re
from pathlib import Path

METHODS = ("get", "post", "put", "patch", "delete")
SECTION = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of what is generated -->)", re.DOTALL)


def replaced(text: str, sections: dict[str, str]) -> str:
    """The text with each marked section written anew."""
    return SECTION.sub(lambda mark: f"{mark[1]}{sections[mark[2]].strip()}\n{mark[3]}", text)


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """One line, whose bars are no borders."""
    return " ".join(text.replace("|", "\\|").split("\n- "))


def operations(document: dict) -> list[tuple[str, str, dict]]:
    return [(method.upper(), path, operation) for path, methods in document["paths"].items()
            for method, operation in methods.items() if method in METHODS]


def own_parameters(operation: dict) -> list[dict]:
    return [each for each in operation["parameters"] if "name" in each]


def body_schema(operation: dict) -> dict:
    content = operation.get("requestBody", {}).get("content", {})
    return content.get("application/json", {}).get("schema", {})


def names(operation: dict, place: str) -> list[str]:
    if place == "body":
        return [f"`{name}`" for name in body_schema(operation).get("properties", {})]
    return [f"`{each['name']}`" for each in own_parameters(operation) if each["in"] == place]


def shape_of(answer: dict) -> str:
    """`commit`, or `commits in pages`, as a link; empty where there is no JSON that has a shape."""
    schema = answer.get("content", {}).get("application/json", {}).get("schema", {})
    reference = (schema.get("anyOf") or [schema])[0].get("$ref", "")
    if not reference:
        return ""
    name = reference.rsplit("/", 1)[1]
    item = name.removesuffix("_page")
    return f"{'pages of ' if item != name else ''}[{item}](#{item})"


def answers(operation: dict) -> str:
    told = []
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            told.append(f"{status} {shape_of(answer)}: {answer['description']}".replace(" :", ":"))
    return cell("; ".join(told))


def routes_text(document: dict) -> str:
    rows = [[f"`{method} {path}`", operation["description"].removeprefix("Access: ").removesuffix("."),
             ", ".join(names(operation, "query") + names(operation, "body") + names(operation, "header")),
             answers(operation)] for method, path, operation in operations(document)]
    return table(["Route", "Access", "Parameters", "Answers"], rows)


FEW_NAMES = 12  # that a choice is told with; more are those of members, which stand below


def kind(schema: dict) -> str:
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"] if each is not None)
    if schema.get("type") == "array":
        return f"list of {schema['minItems']} to {schema['maxItems']} texts"
    if ")(,(" in schema.get("pattern", ""):
        names = schema["pattern"].removeprefix("^(").split(")")[0].split("|")
        return "some of " + ", ".join(f"`{name}`" for name in names) if len(names) <= FEW_NAMES else "names of members"
    if "anyOf" in schema:
        return "time or date"
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kinds = [each for each in kinds if each != "null"]
    if "maximum" in schema:
        huge = schema["maximum"] > 2**53
        return f"integer from {schema['minimum']}" + ("" if huge else f" to {schema['maximum']}")
    if "pattern" in schema and "[0-5][0-9]|" in schema["pattern"]:
        return "`UTC`, an offset like `+05:30`, or a name like `Europe/Berlin`"
    if "maxLength" in schema:
        return f"text of {schema.get('minLength', 0)} to {schema['maxLength']} bytes"
    return {"string": "text"}.get(kinds[0], kinds[0])


def parameters_text(document: dict) -> str:
    """Each parameter once, with the routes that have it where it means different things in different ones."""
    meanings: dict[tuple[str, str, str, str, str], list[str]] = {}
    for method, path, operation in operations(document):
        described = [(each["name"], each["in"], each["schema"], each["description"]) for each in own_parameters(operation)]
        described += [(name, "body", schema, schema["description"])
                      for name, schema in body_schema(operation).get("properties", {}).items()]
        for name, place, schema, meaning in described:
            value = schema.get("default", "")
            default = str(value).lower() if isinstance(value, bool) else str(value)
            key = (name, place, kind(schema), default, meaning)
            meanings.setdefault(key, []).append(f"{method} {path}")
    rows = []
    for (name, place, what, default, meaning), places in meanings.items():
        shared = sum(key[:2] == (name, place) for key in meanings) == 1
        where = place if shared else f"{place} of " + ", ".join(f"`{each}`" for each in places)
        rows.append([f"`{name}`", where, what, f"`{default}`" if default else "", cell(meaning)])
    return table(["Parameter", "In", "What", "Default", "Meaning"], rows)


def type_text(schema: dict) -> str:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    what = {"date-time": "time", "date": "date"}.get(schema.get("format", ""), "")
    if not what:
        what = {"string": "text", "array": "list"}.get(kinds[0], kinds[0])
    if "pattern" in schema:
        what = "40 hex digits"
    if kinds[0] == "array":
        plain = {"object": "list of objects", "string": "list of texts"}
        what = plain.get(str(schema["items"]["type"])) or f"list, each {type_text(schema['items'])}"
    return what + (" or null" if "null" in kinds else "")


def member_rows(schema: dict, prefix: str = "") -> list[list[str]]:
    rows = []
    for name, member in schema["properties"].items():
        meaning, *values = member["description"].split("\n- ")
        if len(values) > 12:
            meaning, values = f"{meaning}: one of [errors.md](errors.md)", []
        listed = "".join(f"<br>{each}" for each in values)
        rows.append([f"`{prefix}{name}`", type_text(member), meaning.replace("|", "\\|") + listed])
        inner = member.get("items", member)
        if "properties" in inner:
            rows += member_rows(inner, f"{prefix}{name}{'[]' if 'items' in member else ''}.")
    return rows


def shapes_text(document: dict) -> str:
    parts = []
    for name, schema in document["components"]["schemas"].items():
        if not name.endswith(("_part", "_page")):
            parts.append(f"### {name}\n\n{schema['description'][0].upper()}{schema['description'][1:]}.\n\n"
                         + table(["Member", "Type", "Meaning"], member_rows(schema)))
    return "\n".join(parts)


def problems_text(document: dict) -> str:
    rows = [[name.removeprefix("problem_"), cell(answer["description"])]
            for name, answer in document["components"]["responses"].items() if name != "problem"]
    return table(["Status", "When"], rows)


def conditions_text(document: dict) -> str:
    return table(["Header", "Meaning"], [[f"`{name}`", cell(each["description"])]
                                         for name, each in document["components"]["parameters"].items()])


def api_markdown(document: dict, text: str) -> str:
    return replaced(text, {"routes": routes_text(document), "parameters": parameters_text(document),
                           "conditions": conditions_text(document), "problems": problems_text(document),
                           "shapes": shapes_text(document)})


ERROR = re.compile(r'ErrorTraits\{(k\w+), "(\w+)", "([^"]*)", (k\w+), (\d+), (true|false)\}')
EXIT_CODE = re.compile(r"constexpr int (k\w+) = (\d+);")
MEANING = re.compile(r'Row\{(k\w+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\}')
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')


def errors_markdown(root: Path, text: str) -> str:
    source = (root / "cpsg/base/error.cc").read_text()
    exits = dict(EXIT_CODE.findall(source))
    meanings = {code: "".join(TEXT.findall(literal)).replace('\\"', '"')
                for code, literal in MEANING.findall((root / "cpsg/base/error_meaning.cc").read_text())}
    rows = [[f"`{name}`", title, exits[exit_name], status, "yes" if retry == "true" else "no", meanings[code]]
            for code, name, title, exit_name, status, retry in ERROR.findall(source)]
    return replaced(text, {"codes": table(["Code", "Title", "Exit", "HTTP", "Retry", "When, and what to do"], rows)})
