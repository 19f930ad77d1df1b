"""Looks at the built site in a real browser: `python .ci/site.py [_docs/html]`; says `skipped` where it cannot.

Chromium opens every page: no errors in its console, no request to another machine, pictures and formulas
drawn, nothing wider than a phone, links that lead somewhere, a search that finds, and, where npm brings axe-core, its
accessibility checks in both themes on pages of each kind.
"""

import argparse
import functools
import http.server
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from urllib.parse import unquote, urldefrag

from browser import chromium

ROOT = Path(__file__).resolve().parent.parent
PHONE = {"width": 390, "height": 844}
KINDS = ["index.html", "which_door.html", "gallery.html", "glossary.html", "tutorials/filling_a_table.html",
         "reference/tables.html", "search.html"]  # pages on which axe looks, one of each kind
SEEN = """() => ({
    broken: [...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src),
    raw: [...document.querySelectorAll('.math')].filter(m => !m.querySelector('mjx-container, math')).length,
    errors: document.querySelectorAll('mjx-merror, [data-mjx-error]').length,
    wide: [...document.querySelectorAll('article *')].filter(e => {
        const box = e.getBoundingClientRect();
        if (!box.width || !box.height || box.right <= window.innerWidth + 1) return false;
        for (let p = e; p && p.tagName !== 'ARTICLE'; p = p.parentElement)
            if (p !== e && ['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX)) return false;
        return true }).map(e => e.outerHTML.slice(0, 80)),
    text: document.body.innerText.length,
    links: [...document.links].map(a => a.href),
    ids: [...document.querySelectorAll('[id]')].map(e => e.id)})"""


def serve(folder):
    "A server of the folder on this machine; returns its address and how to stop it."
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/", server.shutdown


def axe():
    "The source of axe-core, from npm, or None."
    given = os.environ.get("NTK_NB_AXE")
    if given:
        return Path(given).read_text("utf-8")
    if not shutil.which("npm"):
        return None
    with tempfile.TemporaryDirectory() as tmp:
        command = ["npm", "install", "--prefix", tmp, "--silent", "--no-audit", "--no-fund", "axe-core@4"]
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        except subprocess.TimeoutExpired:
            return None
        script = Path(tmp) / "node_modules/axe-core/axe.min.js"
        return script.read_text("utf-8") if script.is_file() else None


class Look:
    "One visit of the whole site; `said` collects what is wrong."

    def __init__(self, browser, address, pages):
        self.said, self.pages, self.address = [], pages, address
        self.context = browser.new_context(viewport=PHONE)
        self.context.set_default_timeout(120_000)
        self.page = self.context.new_page()
        self.page.on("console", lambda m: self.say(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.say(str(error)))
        self.page.on("requestfailed", self.failed)
        self.page.on("request", self.asked)
        self.name, self.links, self.ids = "", {}, {}

    def say(self, text):
        self.said.append(f"{self.name}: {text}")

    def failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # the next page was opened before the last picture of this one came
            self.say(f"failed: {request.url}")

    def asked(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.say(f"asks another machine: {request.url}")

    def open(self, name):
        self.name = name
        self.page.goto(self.address + name)
        self.page.wait_for_load_state("load")
        if self.page.locator(".math").count():
            self.page.wait_for_function("() => !window.MathJax || window.MathJax.startup.promise.then(() => true)")

    def visit(self, name):
        "Opens a page and notes what is wrong with it."
        self.open(name)
        self.page.evaluate("() => document.querySelectorAll('img[loading=lazy]').forEach(i => i.loading = 'eager')")
        seen = self.page.evaluate(SEEN)
        if seen["broken"]:
            self.say(f"pictures that do not load: {seen['broken'][:3]}")
        if seen["raw"] or seen["errors"]:
            self.say(f"{seen['raw']} formulas not drawn, {seen['errors']} in error")
        if seen["wide"]:
            self.say(f"wider than a phone: {seen['wide'][:2]}")
        if seen["text"] < 100:
            self.say("almost empty")
        self.links[name] = seen["links"]
        self.ids[name] = set(seen["ids"])

    def follow(self):
        "Links inside the site lead to a page, and to a place on it."
        for name, links in self.links.items():
            self.name = name
            for link in set(links):
                there, place = urldefrag(unquote(link))
                if not there.startswith(self.address):
                    continue
                page = there.removeprefix(self.address) or "index.html"
                if page not in self.ids:
                    if page not in self.pages and not page.startswith(("_static", "_images", "_downloads")):
                        self.say(f"leads nowhere: {page}")
                elif place and place not in self.ids[page]:
                    self.say(f"leads to no place: {page}#{place}")

    def search(self, word, wanted):
        "The search finds a word."
        self.open(f"search.html?q={word}")
        self.page.wait_for_selector("#search-results li", timeout=60_000)
        found = " ".join(self.page.locator("#search-results li a").evaluate_all("links => links.map(a => a.href)"))
        if wanted not in found:
            self.say(f"the search for {word} does not find {wanted}")

    def keyboard(self):
        "The Tab key reaches links, and shows where it is."
        self.open("index.html")
        reached = set()
        for _ in range(12):
            self.page.keyboard.press("Tab")
            reached.add(self.page.evaluate("() => document.activeElement.outerHTML.slice(0, 80)"))
        if len(reached) < 6:
            self.say(f"the Tab key reaches {len(reached)} places only")

    def accessible(self, script, name, theme):
        "What axe finds, serious things only."
        self.open(name)
        self.page.evaluate("theme => { document.body.dataset.theme = theme }", theme)
        self.page.evaluate(script)
        found = self.page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
                                   ".filter(v => ['serious', 'critical'].includes(v.impact))"
                                   ".map(v => `${v.id}: ${v.nodes.length} times, ${v.nodes[0].html.slice(0, 120)}`)")
        for line in found:
            self.say(f"({theme}) {line}")


def main():
    parser = argparse.ArgumentParser(description="Looks at the built site in a browser.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "_docs/html")
    parser.add_argument("--pages", default="", help="only pages whose name holds this")
    args = parser.parse_args()
    if not (args.folder / "index.html").is_file():
        sys.exit(f"{args.folder} holds no site: run `python docs/build.py`")
    pages = sorted(path.relative_to(args.folder).as_posix() for path in args.folder.rglob("*.html")
                   if not path.relative_to(args.folder).as_posix().startswith("_"))
    with chromium() as browser:
        if browser is None:
            return
        address, stop = serve(args.folder)
        look = Look(browser, address, set(pages))
        for name in [name for name in pages if args.pages in name]:
            look.visit(name)
        look.follow()
        look.search("inpaint", "images.inpaint")
        look.keyboard()
        script = axe()
        for name in KINDS if script else []:
            for theme in ("light", "dark"):
                look.accessible(script, name, theme)
        stop()
    print(*look.said, sep="\n")
    print("axe-core looked at them, too" if script else "skipped: axe-core (npm could not bring it)")
    print(f"{len(look.links)} pages, {len(look.said)} findings")
    sys.exit(bool(look.said))


if __name__ == "__main__":
    main()
