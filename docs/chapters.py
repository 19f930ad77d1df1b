"The notebooks as pages of the site, and the pages that list them: tutorials, rooms, benchmarks, the gallery."
import base64
import io
import json
import posixpath
import re
from configparser import ConfigParser
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
NBS = ROOT / "nbs"
# The order in which a beginner reads; what is not named here follows.
READING = ["completing_a_matrix", "filling_a_table", "read_your_result", "how_long", "restoring_images",
           "more_about_images", "screening_drugs"]
LINK = re.compile(r"(\]\()(?![a-z][a-z+.-]*:|[#/])([^)\s#]+)", re.I)
FENCE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.M | re.S)
WIDTH = 360  # pixels of a thumbnail
# Pages whose files have other names on the site.
RENAMED = {"nbs/index.ipynb": "index.md", "README.md": "index.md", "CHANGELOG.md": "changelog.md",
           "CONTRIBUTING.md": "contributing.md"}


def settings():
    config = ConfigParser(delimiters="=")
    config.read(ROOT / "settings.ini", encoding="utf-8")
    return config["DEFAULT"]


def notebooks():
    "The notebooks, relative to nbs/."
    paths = [path.relative_to(NBS) for path in NBS.rglob("*.ipynb")]
    return sorted(path.as_posix() for path in paths if not any(part[0] in "_." for part in path.parts))


def relinked(text, name, known):
    "Links of a text in the file `name` of the repository, as links between pages of the site."
    folder, page = posixpath.dirname(name), on_site(name)
    meta = settings()

    def target(match):
        there = posixpath.normpath(posixpath.join(folder, match[2]))
        if on_site(there) in known:
            return match[1] + posixpath.relpath(on_site(there), posixpath.dirname(page) or ".")
        if (ROOT / there).exists():
            kind = "tree" if (ROOT / there).is_dir() else "blob"
            return f"{match[1]}{meta['git_url']}/{kind}/{meta['branch']}/{there}"
        return match[0]

    parts = FENCE.split(text)
    return "".join(part if i % 2 else LINK.sub(target, part) for i, part in enumerate(parts))


def on_site(name):
    "Where a file of the repository stands on the site."
    return RENAMED.get(name, name.removeprefix("nbs/").removeprefix("docs/pages/"))


def is_empty(output):
    "Whether an output is the place where a bar has been."
    return output.output_type == "display_data" and not any("".join(text) for text in output.data.values())


def shown(nb, name, known):
    "A notebook as the site shows it: without hidden cells, directives, warnings and frames of progress bars."
    cells = []
    for cell in nb.cells:
        directives = re.findall(r"^#\|\s*(.*?)\s*$", cell.source, re.M) if cell.cell_type == "code" else []
        if any(word.split(":")[0] in ("hide", "default_exp") for word in directives):
            continue
        if cell.cell_type == "markdown":
            cell.source = relinked(cell.source, name, known)
        elif cell.cell_type == "code":
            cell.source = re.sub(r"^#\|.*\n?", "", cell.source, flags=re.M).strip()
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr" and not is_empty(output)]
            cell.metadata = {"tags": ["remove-input"]} if "echo: false" in directives else {}
            if not cell.source:
                continue
        cells.append(cell)
    nb.cells = cells
    nb.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
                   "language_info": {"name": "python"}}
    return nbformat.writes(nb)


def title_and_summary(nb):
    "The first heading of a notebook and the quoted line below it."
    text = "\n".join(cell.source for cell in nb.cells if cell.cell_type == "markdown")
    title = re.search(r"^# (.+)$", text, re.M)
    summary = re.search(r"^> (.+)$", text, re.M)
    return title[1] if title else "", summary[1] if summary else ""


def without_links(text):
    "A line of Markdown with the words of its links only."
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)


def pictures(nb):
    "The pictures among the outputs of a notebook's visible cells, as bytes."
    for cell in nb.cells:
        if cell.cell_type == "code" and not re.search(r"^#\|\s*hide\b", cell.source, re.M):
            for output in cell.outputs:
                data = output.get("data", {}).get("image/png")
                if data:
                    yield base64.b64decode("".join(data))


def thumbnail(picture):
    "A picture that is not wider than a card."
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as image:
        image = image.convert("RGB")
        image.thumbnail((2 * WIDTH, 2 * WIDTH))
        out = io.BytesIO()
        image.save(out, "PNG", optimize=True)
        return out.getvalue()


def card(name, nb, found):
    "A card of the gallery, its thumbnail added to the pages `found`; nothing where a notebook has no picture."
    every = list(pictures(nb))
    if not every:
        return ""
    title, summary = title_and_summary(nb)
    thumb = f"_static/thumbnails/{name.removesuffix('.ipynb')}.png"
    found[thumb] = thumbnail(max(every, key=len))
    link = name.removesuffix(".ipynb")
    options = f":img-top: /{thumb}\n:img-alt: A picture from {title}\n:link: /{link}\n:link-type: doc"
    return f":::{{grid-item-card}} {title}\n{options}\n\n{without_links(summary)}\n:::\n"


def grid(cards):
    return "::::{grid} 1 2 3 3\n:gutter: 3\n\n" + "\n".join(cards) + "\n::::\n"


def toctree(names, hidden=False):
    options = ":titlesonly:\n" + (":hidden:\n" if hidden else "")
    return "```{toctree}\n" + options + "\n" + "\n".join(f"/{name.removesuffix('.ipynb')}" for name in names) + "\n```\n"


def in_reading_order(names):
    "Tutorials, those named in READING first."
    def place(name):
        stem = posixpath.basename(name).removesuffix(".ipynb")
        return READING.index(stem) if stem in READING else len(READING), stem
    return sorted(names, key=place)


def listing(title, about, names, read):
    "A page that lists notebooks with their summaries, and the processor time they took in JupyterLab (.ci/tutorials.py --times)."
    times, lines = json.loads((ROOT / "docs/times.json").read_text("utf-8")), []
    for name in names:
        heading, summary = title_and_summary(read[name])
        took = times.get(posixpath.basename(name).removesuffix(".ipynb"))
        lines.append(f"- [{heading}](/{name}): {without_links(summary)}" + (f" ({took} s)" if took else ""))
    return "\n\n".join([f"# {title}", about, "\n".join(lines), toctree(names, hidden=True)])


def doors(readme):
    "The README's table of what one has and what one calls."
    text = next(cell.source for cell in readme.cells if "| You have | You call |" in cell.source)
    return "| You have " + text.split("| You have ")[1].split("\n\n")[0]


def pages():
    "{path: text or bytes} of all pages but the reference."
    read = {name: nbformat.read(NBS / name, as_version=4) for name in notebooks() if name != "index.ipynb"}
    rooms = sorted({name.split("/")[0] for name in read if "/" in name} - {"tutorials", "benchmarks"})
    tutorials = in_reading_order(name for name in read if name.startswith("tutorials/"))
    benchmarks = [name for name in read if name.startswith("benchmarks/")]
    own = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "docs/pages").glob("*.md")}
    own |= {name: (ROOT / name).read_text("utf-8") for name in ("CHANGELOG.md", "CONTRIBUTING.md")}
    known = {on_site(name) for name in own} | set(read) | {"gallery.md", "index.md"}
    found = {"_static/site.css": (ROOT / "docs/static/site.css").read_text("utf-8")}

    parts = [("Tutorials", tutorials), ("Benchmarks", benchmarks)]
    parts += [(room.capitalize(), [name for name in read if name.startswith(room + "/")]) for room in rooms]
    cards = {title: [made for name in names if (made := card(name, read[name], found))] for title, names in parts}
    found["gallery.md"] = "# Gallery\n\nOne picture from each notebook that has some; each leads to the code that made it.\n\n" + "\n".join(
        f"## {title}\n\n{grid(made)}" for title, made in cards.items() if made)
    found["tutorials.md"] = listing("Tutorials", "Each is a notebook in `nbs/tutorials`; `pip install 'ntk_nb[tutorials]'` brings "
                                    "JupyterLab, and `jupyter lab --preferred-dir nbs/tutorials` opens them. Seconds are the processor "
                                    "time of *Run All*, all threads together: with several cores you wait less.", tutorials, read)
    found["benchmarks.md"] = listing("Benchmarks", "How fast and how accurate, measured: the cells that measured are there.",
                                     benchmarks, read)
    ground = [name for name in read if "/" not in name and name != "05_notation.ipynb"]
    lines = ["# How it is made, room by room", "The notebooks are the source of the package: each is a chapter with its code, "
             "its uses and its tests (those are not shown here).", "## Ground floor", toctree(ground)]
    for room in rooms:
        names = [name for name in read if name.startswith(room + "/")]
        lines += [f"## {room.capitalize()}", toctree(names)]
    found["rooms.md"] = "\n\n".join(lines)
    for name, text in own.items():
        found[on_site(name)] = relinked(text, name, known)
    readme = nbformat.read(NBS / "index.ipynb", as_version=4)
    first, *_, last = pictures(readme)
    found["which_door.md"] = found["which_door.md"].replace("<!-- doors -->", doors(readme))
    found |= {"_static/first.png": first, "_static/last.png": last}
    found["index.md"] = found["index.md"].replace("<!-- tutorials -->", grid(cards["Tutorials"]))
    for name, nb in read.items():
        found[name] = shown(nb, "nbs/" + name, known)
    return found
