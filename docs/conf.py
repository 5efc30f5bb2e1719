"""How Sphinx makes a site of the pages: docs/build."""

import pathlib
import re

_CMAKE = pathlib.Path(__file__).resolve().parent.parent / "CMakeLists.txt"

project = "datasette-gateway"
author = "the authors of datasette-gateway"
project_copyright = author
release = version = re.search(r"project\(\S+ VERSION ([0-9.]+)", _CMAKE.read_text()).group(1)

extensions = ["myst_parser", "sphinx_copybutton", "sphinxcontrib.mermaid"]

# The pages are where a reader of the repository looks for them, so the repository is the source.
root_doc = "docs/index"
include_patterns = [
    "docs/**.md",
    "examples/*/README.md",
    "plugin/README.md",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
]
exclude_patterns = ["build", ".venvs", ".git"]

# Links may lead to a heading of another page, down to the third level.
myst_heading_anchors = 3
# GitHub draws these pictures, too.
myst_fence_as_directive = ["mermaid"]

html_theme = "furo"
html_title = f"{project} {release}"
html_static_path = ["static/tables.css"]
html_css_files = ["tables.css"]
html_extra_path = ["static/index.html"]
html_copy_source = False
html_show_sourcelink = False
highlight_language = "text"

# For docs/build --links. Addresses of examples lead nowhere, and pages that ask for a login or
# turn programs away say nothing of whether they are there.
linkcheck_ignore = [r"https?://(127\.0\.0\.1|localhost|data\.example\.org|my-bigmac-)"]
linkcheck_timeout = 20
linkcheck_retries = 3
linkcheck_report_timeouts_as_broken = False
linkcheck_allow_unauthorized = True
