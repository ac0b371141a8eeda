"""Makes nlds.css: the part of NL Design System that our pages use. Run it when that part changes.

First in an empty folder outside the project:
    npm init -y
    npm install --save-exact --ignore-scripts @utrecht/component-library-css@9.0.4 \
        @nl-design-system-unstable/voorbeeld-design-tokens@7.4.1
Then in the folder of the project, with the day of today, which a changed file has to tell:
    python3 assessment/static/vendor/vendor.py that-folder/node_modules 2026-11-21
A rule stays when every class in its selector occurs in templates/ or in a style sheet of ours.
A token stays when something that stays asks for it. Same input, same files.
"""

import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
BLOCK = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
VAR = re.compile(r"var\(\s*(--[\w-]+)")
NOTICE = """# Where nlds.css comes from

`vendor.py` made `nlds.css` from these packages on {}. It changed them in one way: what
Preventiespiegel does not use is left out. Their licence is in `LICENSE.EUPL-1.2.md`.
"""


def minified(css: str) -> str:
    css = re.sub(r'/\*.*?\*/|@charset "UTF-8";', "", css, flags=re.DOTALL)
    return re.sub(r" ?([{};,>]) ?|(:) ", r"\1\2", re.sub(r"\s+", " ", css)).replace(";}", "}")


def pruned(css: str, used: set[str]) -> str:
    """Leave out the selectors that can match nothing here, and the blocks that are then empty."""
    kept = ""
    for head, body in BLOCK.findall(css):
        if head.startswith("@"):
            inside = pruned(body, used)
            kept += f"{head}{{\n{inside}}}\n" if inside else ""
            continue
        heads = []
        for selector in re.split(r",(?![^(]*\))", head):  # No comma between parentheses.
            needed = re.findall(r"\.([\w-]+)", re.sub(r":not\([^)]*\)", "", selector))
            heads += [selector] if needed and used.issuperset(needed) else []
        kept += f"{','.join(heads)}{{{body}}}\n" if heads and body else ""
    return kept


def closure(names: set[str], tokens: dict[str, str]) -> set[str]:
    more = names.union(*(VAR.findall(tokens.get(name, "")) for name in names))
    return names if more == names else closure(more, tokens)


def main(modules: Path, date: str) -> None:
    ours = [*HERE.parent.glob("*.css"), *HERE.parents[2].glob("templates/**/*.html")]
    texts = "".join(path.read_text() for path in ours)
    # The class utrecht-root breaks words in two ("Organis-atie").
    used = set(re.findall(r"(?<![\w-])utrecht-[\w-]+", texts)) - {"utrecht-root"}
    library = modules / "@utrecht/component-library-css"
    theme = modules / "@nl-design-system-unstable/voorbeeld-design-tokens"
    rules = pruned(minified((library / "dist/index.css").read_text()), used)
    tokens = re.findall(r"(--[\w-]+):([^;}]+)", minified((theme / "dist/theme.css").read_text()))
    asked = closure(set(VAR.findall(rules + texts)), dict(tokens))
    values = "".join(f"{name}:{value};\n" for name, value in tokens if name in asked)
    sheet, notice = '@charset "UTF-8";\n', NOTICE.format(date)
    for package, css in ((theme, f".voorbeeld-theme{{\n{values}}}\n"), (library, rules)):
        whole = "".join(path.read_text() for path in sorted(package.glob("dist/[ci]*.css")))
        marks = "\n".join(re.findall(r"/\*\*(?:(?!\*/).)*Copyright.*?\*/", whole, re.DOTALL))
        facts = json.loads((package / "package.json").read_text())
        source = facts["repository"]["url"].replace("git@github.com:", "https://github.com/")
        about = f"{facts['name']} {facts['version']}, {facts['license']}, {source}"
        sheet += f"{marks}\n/* {about}\n   Modified on {date}: shortened. See NOTICE.md. */\n{css}"
        notice += f"\n* {about}, {facts['repository']['directory']}"
    (HERE / "nlds.css").write_text(sheet)
    (HERE / "NOTICE.md").write_text(notice + "\n")
    (HERE / "LICENSE.EUPL-1.2.md").write_bytes((library / "LICENSE.md").read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
