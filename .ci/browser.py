"A headless Chromium by Playwright, or a word why there is none."
import os
import shutil
from contextlib import contextmanager

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@contextmanager
def chromium():
    "Yields the browser, the system's own or Playwright's; None, with a line that says why, where it cannot be had."
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        print("skipped: Playwright is not installed (pip install playwright)")
        yield None
        return
    path = os.environ.get("NTK_NB_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            print(f"skipped: Chromium does not start ({str(error).splitlines()[0]})")
            yield None
            return
        yield browser
        browser.close()
