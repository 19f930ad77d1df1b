"Reads settings.ini, the one home of the metadata, and hands it to setuptools."
from configparser import ConfigParser
from pathlib import Path

from setuptools import find_packages, setup

here = Path(__file__).parent
config = ConfigParser(delimiters="=")
config.read(here / "settings.ini", encoding="utf-8")
meta = config["DEFAULT"]


def lines(key):
    "The non-empty lines of a multi-line setting."
    return [line.strip() for line in meta[key].splitlines() if line.strip()]


setup(
    name=meta["lib_name"],
    version=meta["version"],
    description=meta["description"],
    long_description=(here / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    author=meta["author"],
    author_email=meta["author_email"],
    license="Apache-2.0",
    keywords=meta["keywords"],
    python_requires=">=" + meta["min_python"],
    classifiers=["Intended Audience :: Science/Research", "Operating System :: OS Independent"]
    + [f"Programming Language :: Python :: {version}" for version in meta["tested_pythons"].split()],
    packages=find_packages(include=["ntk_nb", "ntk_nb.*"]),
    package_data={"ntk_nb": ["py.typed", "*.pyi", "*/*.pyi"]},
    install_requires=lines("requirements"),
    extras_require={key.removeprefix("extra_"): lines(key) for key in meta if key.startswith("extra_")},
    entry_points={"console_scripts": lines("console_scripts")},
)
