"""The reference: one page a room, one entry for each name that its door offers.

Texts and parameters come from the docstrings which the doors put together from the comments beside the parameters,
signatures from the source. Each entry links to the notebook that teaches it.
"""

import ast
import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from textwrap import dedent

SECTION = re.compile(r"^(\w[\w ]*)\n-{3,}\n", re.M)
CODE = re.compile(r"(`[^`\n]+`)")


def escaped(text):
    "A text whose only markup is `code`, as Markdown."
    parts = CODE.split(text)
    return "".join(part if i % 2 else re.sub(r"([\\*_\[\]<>$|#{}~^])", r"\\\1", part) for i, part in enumerate(parts))


def signature(value):
    "What stands between the brackets of a call, and behind them."
    try:
        if inspect.isfunction(value):
            source = inspect.getsource(value)
            node = next(n for n in ast.walk(ast.parse(dedent(source))) if isinstance(n, ast.FunctionDef))
            result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            return f"({ast.unparse(node.args)}){result}"
        return re.sub(r"<[^<>]*>", "...", str(inspect.signature(value)))
    except (ValueError, TypeError, OSError, SyntaxError, StopIteration):
        return ""


def entries(text):
    "[(head, meaning)] of a section: heads stand at the margin, meanings are indented."
    found = []
    for line in text.strip("\n").splitlines():
        if line[:1].strip():
            found.append((line.strip(), []))
        elif found and line.strip():
            found[-1][1].append(line.strip())
    return [(head, " ".join(lines)) for head, lines in found]


def head_of(head):
    "The first line of an entry: a name and its type, as code, whose quotes stay as they are."
    name, _, kind = head.partition(" : ")
    return f"`{name}`" + (f" : `{kind}`" if kind else "")


def body(docstring):
    "A docstring as Markdown: its prose, then its sections as definition lists."
    parts = SECTION.split(docstring)
    yield escaped(parts[0].strip())
    for title, text in zip(parts[1::2], parts[2::2]):
        yield f"**{title}**"
        if title == "Examples":
            yield f"```python\n{text.strip()}\n```"
            continue
        yield "\n\n".join(f"{head_of(head)}\n: {escaped(meaning) or '–'}" for head, meaning in entries(text))


def notebook_of(root, module):
    "The notebook that a module is exported from, relative to nbs/, and its title."
    path = root / "ntk_nb" / (module.replace(".", "/") + ".py")
    found = re.search(r"File to edit: (\S+\.ipynb)", path.read_text("utf-8"))
    return (path.parent / found[1]).resolve().relative_to(root / "nbs").as_posix() if found else None


def entry(root, name, value, module):
    "The lines of one name."
    docstring = inspect.getdoc(value) if inspect.isroutine(value) or inspect.isclass(value) else ""
    kind = "class" if inspect.isclass(value) else "function" if callable(value) else "data"
    called = signature(value) if kind != "data" else ""
    shown = [f"`{value!r}`"] if kind == "data" and len(repr(value)) < 200 else []
    notebook = notebook_of(root, module)
    taught = [f"Taught in [](/{notebook})."] if notebook else []
    text = "\n\n".join([*shown, *body(docstring or ""), *taught])
    return f"````{{py:{kind}}} {name}{called}\n{text}\n````\n"


def pages(root):
    "{path: text} of the reference."
    sys.path.insert(0, str(root / ".ci"))
    import structure

    package = import_module("ntk_nb")
    from ntk_nb.docstrings import documented

    homes = structure.homes(structure.modules(root))
    found, front = {}, []
    for room in sorted(package._rooms):
        door = import_module(f"ntk_nb.{room}")
        inside = homes.get(room)
        offered = inside or {name: room for name in door.__all__}
        summary = (door.__doc__ or "").strip().splitlines()[0]
        lines = [f"# `ntk_nb.{room}`", f"> {escaped(summary)}", f"```{{py:currentmodule}} ntk_nb.{room}\n```"]
        last = None
        for name, module in offered.items():
            if inside and module != last:
                about = (import_module(f"ntk_nb.{module}").__doc__ or "").strip().splitlines()[0]
                lines += [f"## {module.split('.')[-1].replace('_', ' ').capitalize()}", escaped(about)]
                last = module
            value = getattr(door, name)
            value = value if inside or not callable(value) else documented(value)
            lines.append(entry(root, name, value, module))
        found[f"reference/{room}.md"] = "\n\n".join(lines)
        front.append(f"| [`{room}`]({room}.md) | {escaped(summary)} | {len(offered)} |")
    doors = ", ".join(f"{{py:obj}}`{name} <ntk_nb.{room}.{name}>`" for room, names in sorted(package._doors.items())
                      for name in names if room in package._rooms)
    found["reference/index.md"] = "\n\n".join([
        "# Reference", "`from ntk_nb import …` offers what most people need: " + doors + ".",
        "Every name has one entry, on the page of its room; `help(ntk_nb.complete)` says the same.",
        "| Room | What lives there | Names |\n|---|---|---|\n" + "\n".join(front),
        "```{toctree}\n:hidden:\n\n" + "\n".join(sorted(package._rooms)) + "\n```"])
    return found


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    sys.path.insert(0, str(root))
    for name, text in pages(root).items():
        print(name, len(text))
