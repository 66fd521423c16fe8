"""What is imported is declared, and the core works with the six core dependencies alone."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
import tomllib

from tests.house.source import modules, third_party
from tests.support import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

#: Distributions whose package has another name.
PACKAGES_OF = {"attrs": {"attr", "attrs"}}

#: The six that the project stands on; a seventh needs a decision, not an edit here.
SIX = {"asn1crypto", "attrs", "cryptography", "h2", "httpx", "oauthlib"}

#: What h2 is made of: installed with it, declared because the push connection imports them.
OF_H2 = {"hpack", "hyperframe"}

#: What httpx is made of, for the same reason: the deadline of an exchange is kept where bytes come in.
OF_HTTPX = {"httpcore"}

#: Which extras let a package of pymdm import more than the six.
EXTRAS_OF = {
    "cli": ("cli", "server"),
    "__main__": ("cli",),
    "server": ("server",),
    "stores": ("postgres", "sqlite"),
    "adapters": ("flask", "django", "starlette"),
}

#: Stores on SQLAlchemy, as part of a unit that works without.
ON_SQLALCHEMY = ("pymdm.stores.sql.", "pymdm.stores.sqlite.")

#: Adapters that need nothing but pymdm, as part of a unit whose others do.
WITHOUT_FRAMEWORK = {"pymdm.adapters", "pymdm.adapters.asgi", "pymdm.adapters.wsgi"}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[^A-Za-z0-9_-]", requirement)[0].lower() for requirement in requirements}


def packages(distributions: set[str]) -> set[str]:
    return set().union(*(PACKAGES_OF.get(name, {name.replace("-", "_")}) for name in distributions))


def test_the_core_depends_on_exactly_the_six() -> None:
    assert SIX | OF_H2 | OF_HTTPX == names(PROJECT["dependencies"])


def test_no_dependency_has_an_upper_pin() -> None:
    extras = itertools.chain.from_iterable(PROJECT["optional-dependencies"].values())
    requirements = [*PROJECT["dependencies"], *extras]

    assert [] == [requirement for requirement in requirements if re.search(r"<|==|~=", requirement)]


#: Releases that repair known holes; docs/decisions/0003-dependencies.md names them.
REPAIRED = {"cryptography": (46, 0, 6), "h2": (4, 4, 1)}


def test_t74_nobody_is_let_install_a_library_with_a_known_hole() -> None:
    """T74: the floors are those of the repairs, and every requirement has one."""
    floors = {}
    for requirement in PROJECT["dependencies"]:
        name, _, floor = requirement.partition(">=")
        floors[name] = tuple(int(part) for part in floor.split("."))

    assert all(floors.values())
    assert [] == [name for name, repaired in REPAIRED.items() if floors[name] < repaired]


def test_every_imported_library_is_declared_for_the_package_that_imports_it() -> None:
    declared = PROJECT["optional-dependencies"]
    extras = {
        unit: set().union(*(names(declared[extra]) for extra in allowed))
        for unit, allowed in EXTRAS_OF.items()
    }

    assert [] == [
        f"{module.place}:{found.line}: {library}"
        for module in modules()
        for found in module.imports()
        if (library := third_party(found.target))
        and library not in packages(SIX | OF_H2 | OF_HTTPX | extras.get(module.unit, set()))
    ]


#: Imports every module but those of the shells that live on an extra, with everything but the six (and what
#: they need themselves) hidden.
WITHOUT_EXTRAS = """
import importlib, sys
hidden = set(sys.argv[1].split(","))
class Hide:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} is hidden in this test", name=name)
sys.meta_path.insert(0, Hide())
for name in sys.argv[2].split(","):
    importlib.import_module(name)
"""


def test_the_core_and_the_test_helpers_import_without_any_extra() -> None:
    hidden = set().union(*(names(group) for group in PROJECT["optional-dependencies"].values())) - {"pymdm"}
    hidden |= {"click", "flask", "pytest", "hypothesis", "pydantic", "markdown_it", "pygments"}
    wanted = [
        module.name
        for module in modules()
        if module.unit not in EXTRAS_OF
        or (module.unit == "stores" and not f"{module.name}.".startswith(ON_SQLALCHEMY))
    ]
    wanted += sorted(WITHOUT_FRAMEWORK)

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_EXTRAS, ",".join(sorted(hidden)), ",".join(wanted)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stderr
