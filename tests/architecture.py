"""Reading the house's own source: which files there are and what they import. The rules stand in test_architecture."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("config", "institutions", "accounts", "vault", "complaints", "monitoring", "reports", "bench")


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file of the rooms, or of the named folders; without migrations."""
    return tuple(
        path
        for folder in folders or ROOMS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts
    )


@cache
def templates() -> tuple[Path, ...]:
    """Every template."""
    return tuple(sorted((ROOT / "templates").rglob("*.html")))


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=name_of(path))


def name_of(path: Path) -> str:
    """Path within the repository, for messages."""
    return path.relative_to(ROOT).as_posix()


def module_of(path: Path) -> str:
    """Dotted name of a file."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path, *, is_top_only: bool = False) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything a file imports, inside functions too unless `is_top_only`.

    `from package import name` gives `package.name` where that is a module of the house, else `package`.
    """
    for node in tree_of(path).body if is_top_only else ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(path, node)
            yield from ((node.lineno, _module_or_package(base, alias.name)) for alias in node.names)


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a file."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from `def` to its end, without its docstring."""
    length = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function, clean=False) is not None:
        docstring = function.body[0]
        length -= docstring.end_lineno - docstring.lineno + 1
    return length


def strings_of(path: Path) -> Iterator[tuple[int, str]]:
    """(line, text) of every string literal of a file that is not a docstring."""
    tree = tree_of(path)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node, clean=False) is not None
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def markup_of(path: Path) -> str:
    """A template without its comments and the language of templates, line for line."""
    text = path.read_text(encoding="utf-8")
    for pattern in (r"{%\s*comment.*?endcomment\s*%}", r"{#.*?#}", r"{%.*?%}"):
        text = re.sub(pattern, lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    return text


def _absolute(path: Path, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = module_of(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    package = package[: len(package) - node.level + 1]
    return ".".join([*package, *([node.module] if node.module else [])])


def _module_or_package(base: str, name: str) -> str:
    if base.partition(".")[0] not in ROOMS:
        return base
    candidate = ROOT.joinpath(*base.split("."), name)
    is_module = candidate.with_suffix(".py").exists() or (candidate / "__init__.py").exists()
    return f"{base}.{name}" if is_module else base
