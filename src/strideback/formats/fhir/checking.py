"""The check at the edge: a bundle read by `fhir.resources` before it goes out."""

from __future__ import annotations

from strideback.formats.fhir.elements import Json


def checked(bundle: Json) -> Json:
    """The same bundle, read as FHIR; `ValueError` names the places that are not.

    It loads the models of FHIR, which takes a moment; `ImportError` where they are not installed.
    """
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ImportError as missing:
        raise ImportError(
            "To check FHIR, install strideback with its extra: pip install 'strideback[fhir]'."
        ) from missing
    from pydantic import ValidationError

    try:
        Bundle.model_validate(bundle)
    except ValidationError as wrong:
        places = "; ".join(
            f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in wrong.errors()
        )
        raise ValueError(f"This is not a FHIR bundle: {places}.") from wrong
    return bundle
