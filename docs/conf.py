"Settings of Sphinx; the pages are assembled by build.py."
import sys
from configparser import ConfigParser
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
settings = ConfigParser(delimiters="=")
settings.read(HERE.parent / "settings.ini", encoding="utf-8")
meta = settings["DEFAULT"]

project = meta["title"]
author = meta["author"]
copyright = meta["copyright"]
release = version = meta["version"]

extensions = ["myst_nb", "sphinx.ext.mathjax", "sphinx_design", "formulas"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}  # they would come from another server
nb_mime_priority_overrides = [("html", "text/markdown", 0)]
myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence", "attrs_inline", "attrs_block"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type", "mystnb.mime_priority", "misc.highlighting_failure",
                     "ref.python"]  # a type that two rooms know
mathjax_path = "mathjax/tex-svg.js"
mathjax3_config = {"options": {"enableMenu": False}}  # the menu would load parts from elsewhere

html_theme = "furo"
html_title = f"{project} {release}"
html_css_files = ["site.css"]
html_favicon = str(HERE / "static/icon.svg")
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {"source_repository": meta["git_url"], "source_branch": meta["branch"], "source_directory": "nbs/",
                      "top_of_page_buttons": []}
toc_object_entries = False
add_module_names = False


def accessible(app, page, template, context, doctree):
    "Captions say which level of heading they are, and code that scrolls can be reached by keyboard."
    for key, old, new in (("furo_navigation_tree", 'role="heading"', 'role="heading" aria-level="2"'),
                          ("body", "<pre>", '<pre tabindex="0">'), ("body", "<table ", '<table tabindex="0" ')):
        if context.get(key):
            context[key] = context[key].replace(old, new)


def setup(app):
    app.connect("html-page-context", accessible, priority=900)  # after the theme's own
