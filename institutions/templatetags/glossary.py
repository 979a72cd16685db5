"""Words of the field explained where they stand. Loaded by templates as `glossary`."""

from django import template

from institutions import glossary

register = template.Library()


@register.inclusion_tag("institutions/_term.html")
def term(code: str, words: str = "") -> dict[str, object]:
    """A link to what the word means; `words` stand for its label. The bare words where no pack explains it."""
    found = glossary.term(code)
    return {"term": found, "words": words or (found.label if found else "")}


@register.inclusion_tag("institutions/_explain.html")
def explain(*codes: str) -> dict[str, object]:
    """The meaning of some words, folded away until somebody asks."""
    return {"terms": [found for code in codes if (found := glossary.term(code))]}
