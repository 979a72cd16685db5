"""Cells of spreadsheets that are opened without harm: no text of ours ever becomes a formula. Pure."""

# What a spreadsheet program takes for the beginning of a formula, also in the wide letters of East Asian keyboards,
# and what some of them skip before they look.
_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_MARK = "'"


def safe_text(text: str) -> str:
    """`text` with an apostrophe before it where it could become a formula, or begins with an apostrophe itself."""
    return _MARK + text if text.lstrip(" ").startswith(_BEGINS) or text.startswith(_MARK) else text


def plain_text(cell: str) -> str:
    """What `safe_text` made a cell of: the same text again."""
    return cell[1:] if cell.startswith(_MARK) else cell
