"""Every code of a bundle, looked up in the value sets that FHIR R4 requires: validators miss wrong ones."""

import re
import tomllib
from pathlib import Path

TABLE = tomllib.loads(Path(__file__).with_name("fhir_value_sets.toml").read_text(encoding="utf-8"))
ELEMENTS, SETS, SYSTEMS = TABLE["elements"], TABLE["sets"], TABLE["systems"]
OWN = "urn:uuid:5d0c6f1a-6a0f-5b6e-9c1e-6f2f6f0f9a41"

# The data types of the fields that hold bound codes.
TYPES = {
    "identifier": "Identifier",
    "valueQuantity": "Quantity",
    "detailQuantity": "Quantity",
    "scheduledTiming": "Timing",
    "timingTiming": "Timing",
    "relatedArtifact": "RelatedArtifact",
    "text": "Narrative",
}


def elements(resource):
    """Every value of a resource with its path, as FHIR's definitions write it: `Questionnaire.item.type`."""
    yield from _below(resource["resourceType"], resource)


def _below(path, value):
    if isinstance(value, list):
        for each in value:
            yield from _below(path, each)
        return
    yield path, value
    if isinstance(value, dict):
        for name, each in value.items():
            if name == "resource":
                continue  # an entry of a bundle has a path of its own
            inner = TYPES.get(name) if isinstance(each, (dict, list)) else None
            longer = re.sub(r"\.(item|action)\.\1\b", r".\1", f"{path}.{name}")
            yield from _below(inner or longer, each)


def wrong_codes(bundle):
    """Each code that is not in its value set, with its place."""
    resources = [bundle, *(entry["resource"] for entry in bundle["entry"])]
    return [
        f"{path}: {wrong}"
        for resource in resources
        for path, value in elements(resource)
        for wrong in _wrong(path, value)
    ]


def _wrong(path, value):
    if path in ELEMENTS and value not in SETS[ELEMENTS[path]]:
        yield f"{value!r} is not in {ELEMENTS[path]}"
    if not isinstance(value, dict) or not {"system", "code"} <= set(value):
        return
    system, code = value["system"], value["code"]
    if "unit" in value:  # a quantity
        if (system, code, value["unit"]) != ("http://unitsofmeasure.org", "{score}", "{score}"):
            yield f"{code} of {system} is not a unit we use"
    elif system == OWN:
        if not re.fullmatch(r"[a-z0-9.-]+", code):
            yield f"{code!r} is not a code of ours"
    elif code not in SYSTEMS.get(system, {}):
        yield f"{code} of {system} is not a code we know"
    elif value.get("display", SYSTEMS[system][code]) != SYSTEMS[system][code]:
        yield f"{code} of {system} is not called {value['display']!r}"
