"""Runs the tutorials as a user does, in JupyterLab in a real browser: `python .ci/tutorials.py [name ...]`.

Makes an environment with `pip install '.[tutorials]'` and nothing else, opens each tutorial of nbs/tutorials in
JupyterLab by Chromium, chooses Run All Cells, and fails on any error output and on what has to be scrolled sideways.
Screenshots, one of a progress bar where there was one, go to a folder that the last line names. `--times` writes
docs/times.json, which the site shows: seconds of processor time of the kernel and of the processes that it started,
which do not depend on what else runs. Says `skipped` where Playwright or Chromium is missing.
"""

import argparse
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
from browser import chromium

ROOT = Path(__file__).resolve().parent.parent
TUTORIALS = ROOT / "nbs/tutorials"
LIMIT = 3000  # seconds by the clock for one tutorial, on a machine that does other things, too
IDLE = """() => {
    const panel = window.jupyterapp?.shell?.currentWidget, session = panel?.context?.sessionContext?.session;
    const cells = panel?.content?.widgets || [], code = cells.filter(c => c.model.type === 'code');
    return session?.kernel?.status === 'idle' && code.length && code.every(c => c.prompt !== '*' && c.model.executionCount)
           || code.some(c => c.model.outputs?.toJSON().some(o => o.output_type === 'error')) }"""
BAR = """() => {
    const bar = [...document.querySelectorAll('.jp-OutputArea-output')].find(o => /\\d%\\|/.test(o.innerText));
    bar?.scrollIntoView({block: 'center'});
    return Boolean(bar) }"""
FOUND = """() => {
    const panel = window.jupyterapp.shell.currentWidget, code = panel.content.widgets.filter(c => c.model.type === 'code');
    const outputs = code.flatMap((c, i) => c.model.outputs.toJSON().map(o => ({...o, cell: i + 1})));
    return {cells: code.length, pictures: outputs.filter(o => o.data?.['image/png']).length,
        errors: outputs.filter(o => o.output_type === 'error').map(o => `cell ${o.cell}: ${o.ename}: ${o.evalue}`),
        told: outputs.filter(o => o.name === 'stderr').map(o => `cell ${o.cell}: ${[].concat(o.text).join('').slice(0, 200)}`)} }"""

PROCESSOR_TIME = """async () => {
    const kernel = window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
    const asked = {code: '', silent: true, user_expressions: {seconds: "sum(__import__('os').times()[:4])"}};
    const answer = await kernel.requestExecute(asked).done;
    return Number(answer.content.user_expressions.seconds.data['text/plain']) }"""

SCROLL = "to => { const n = document.querySelector('.jp-WindowedPanel-outer'); n.scrollTop = to; return n.scrollHeight }"
WIDE = """() => [...document.querySelectorAll('.jp-OutputArea-output, .cm-scroller')].filter(n => n.scrollWidth > n.clientWidth + 1)
    .map(n => n.innerText.slice(0, 60))"""
SHUT_DOWN = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.shutdown()"


def collapse():
    "Collapses the cells of the tutorials that are marked as hidden: JupyterLab then shows a bar in their place."
    for path in sorted(TUTORIALS.glob("*.ipynb")):
        nb = nbformat.read(path, as_version=4)
        for cell in nb.cells:
            if cell.cell_type == "code" and re.search(r"^#\|\s*hide\b", cell.source, re.M):
                cell.metadata["jupyter"] = {"source_hidden": True}
        nbformat.write(nb, path)


def environment(tmp):
    "The folder of programs of a new environment with what `ntk_nb[tutorials]` brings."
    subprocess.run([sys.executable, "-m", "venv", tmp / "env"], check=True)
    command = [tmp / "env/bin/pip", "install", "--quiet", "--disable-pip-version-check", f"{ROOT}[tutorials]"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return tmp / "env/bin"


def lab(programs, folder, tmp):
    "JupyterLab on a free port of this machine: its process, its address and its token."
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(8)
    options = [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1", "--no-browser", "--expose-app-in-browser",
               f"--IdentityProvider.token={token}", "--LabApp.news_url=None", "--allow-root"]
    home = dict(HOME=str(tmp), JUPYTER_CONFIG_DIR=str(tmp / "config"), JUPYTER_DATA_DIR=str(tmp / "data"), IPYTHONDIR=str(tmp / "i"))
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")} | home
    env["PATH"] = f"{programs}{os.pathsep}{env['PATH']}"
    log = open(tmp / "lab.log", "w")
    process = subprocess.Popen([programs / "jupyter", "lab", *options], cwd=folder, env=env, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{address}/api?token={token}", timeout=5)
            return process, address, token
        except OSError:
            time.sleep(1)
    process.terminate()
    raise SystemExit("JupyterLab did not start:\n" + (tmp / "lab.log").read_text()[-2000:])


def run_all(page, address, token, name, folder):
    "Opens a tutorial, clears its stored outputs, runs all of it; returns what was found and its processor time."
    page.goto(f"{address}/lab/tree/{name}.ipynb?token={token}&reset")
    page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.context?.isReady", timeout=120_000)
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.context.sessionContext?.session?.kernel?.status === 'idle'",
                           timeout=120_000)
    command = "name => window.jupyterapp.commands.execute(name)"
    page.evaluate(command, "editmenu:clear-all")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.forEach(c => { if (c.model.type === 'code') "
                  "{ c.model.outputs.clear(); c.model.executionCount = null } })")
    before = page.evaluate(PROCESSOR_TIME)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
    end, bars = time.monotonic() + LIMIT, 0
    while not page.evaluate(IDLE):
        if time.monotonic() > end:
            raise SystemExit(f"{name} did not end in {LIMIT} s")
        if page.evaluate(BAR):
            bars += 1
            if bars in (1, 4):  # the second look finds it in sight
                page.screenshot(path=folder / f"{name}-bar.png")
        page.wait_for_timeout(200)
    found = page.evaluate(FOUND) | {"bars": bars}
    seconds = page.evaluate(PROCESSOR_TIME) - before
    return found, seconds


def shots(page, folder, name):
    "Screenshots of the top and further down, in the light and the dark theme."
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
        page.wait_for_timeout(1000)
        for part in (0, 0.3, 0.6):
            page.evaluate(SCROLL, part * page.evaluate(SCROLL, 0))
            page.wait_for_timeout(500)
            page.screenshot(path=folder / f"{name}-{theme.split()[-1].lower()}-{int(100 * part)}.png")


def sideways(page):
    "What has to be scrolled sideways: code and outputs, from top to bottom, because JupyterLab draws only what is in sight."
    found, at = {}, 0
    while at < page.evaluate(SCROLL, at):
        page.wait_for_timeout(300)
        found |= dict.fromkeys(page.evaluate(WIDE))
        at += 600
    return list(found)


def main():
    parser = argparse.ArgumentParser(description="Runs the tutorials in JupyterLab.")
    parser.add_argument("names", nargs="*", help="tutorials, without .ipynb (default: all)")
    parser.add_argument("--programs", type=Path, help="bin folder of an environment that has ntk_nb[tutorials]")
    parser.add_argument("--times", action="store_true", help="write docs/times.json")
    parser.add_argument("--collapse", action="store_true", help="run nothing: collapse the cells that are marked as hidden")
    args = parser.parse_args()
    if args.collapse:
        return collapse()
    names = args.names or sorted(path.stem for path in TUTORIALS.glob("*.ipynb"))
    tmp, failed, times = Path(tempfile.mkdtemp(prefix="ntk_nb-tutorials-")), 0, {}
    with chromium() as browser:
        if browser is None:
            return
        shutil.copytree(TUTORIALS, tmp / "tutorials", ignore=shutil.ignore_patterns(".*"))
        programs = args.programs.absolute() if args.programs else environment(tmp)
        process, address, token = lab(programs, tmp / "tutorials", tmp)
        try:
            for name in names:
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.set_default_timeout(120_000)
                found, seconds = run_all(page, address, token, name, tmp)
                shots(page, tmp, name)
                wrong = found["errors"] + [f"on the error stream: {text}" for text in found["told"]]
                wrong += [f"wider than the window: {text!r}" for text in sideways(page)]
                page.evaluate(SHUT_DOWN)
                page.close()
                failed += bool(wrong)
                times[name] = round(seconds)
                print(f"{'FAILED' if wrong else 'ok':6} {seconds:6.1f} s  {name}: {found['cells']} cells, {found['pictures']} pictures, "
                      f"a bar at {found['bars']} of the looks",
                      *wrong, sep="\n  ", flush=True)
        finally:
            process.terminate()
            process.wait(300)
    if args.times:
        path = ROOT / "docs/times.json"
        stored = json.loads(path.read_text()) if path.is_file() else {}
        path.write_text(json.dumps(dict(sorted((stored | times).items())), indent=1) + "\n")
    print(f"{len(names) - failed} of {len(names)} tutorials run in JupyterLab; screenshots in {tmp}")
    sys.exit(failed)


if __name__ == "__main__":
    main()
