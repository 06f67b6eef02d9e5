"""Published documentation has its versions side by side; a site that stands alone knows nothing of versions.

What is published here is what the workflow publishes: its own script runs, with the real configuration, on a few pages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from tests.browser import Page, website
from tests.docs.pages import ROOT

WORKFLOW: Final = ROOT / ".github" / "workflows" / "docs.yml"
# In the order in which they are published: the last one repairs an older version.
TAGS: Final = ("v2.9.0", "v2.10.0", "v2.9.1")
# The pages of the small site, with their titles.
PAGES: Final = {"index.md": "Home", "guides/streaming.md": "Streaming"}
CONFIGURATION: Final = f"""
INHERIT: {ROOT / "mkdocs.yml"}
strict: false # redirects lead to pages that the small site has not
nav: [{", ".join(PAGES)}]
"""
# Below the root, as the pages of a project on GitHub are.
PLACE: Final = "project"
SELECTOR: Final = ".md-version__current"
CHOICES: Final = "[...document.querySelectorAll('.md-version__link')].map((link) => link.textContent.trim())"


@dataclass(frozen=True, slots=True)
class Published:
    """A repository that has published its documentation.

    `work` is the checkout, `served` the folder that a server of static files has at `address`.
    """

    work: Path
    served: Path
    address: str

    def run(self, command: list[str], **environment: str) -> None:
        """Run a command in the checkout, without the settings of the machine's Git. Raises AssertionError."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("GIT_", "DOCS_")) and name != "PYTHONDONTWRITEBYTECODE"
        }
        ours = {
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_MKDOCS_2_WARNING": "1",
            # MkDocs starts often here, and compiles what it imports once only.
            "PYTHONPYCACHEPREFIX": str(self.work / ".pycache"),
        }
        done = subprocess.run(
            command,
            cwd=self.work,
            env={**kept, **ours, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"

    def publish(self, tag: str) -> None:
        """Do what the workflow does when a tag is pushed, in a checkout that has what `origin` has."""
        step = publishing()
        self.run(["git", "tag", tag])
        here = {"GITHUB_REF_NAME": tag, "DOCS_SITE_URL": self.address}
        self.run(["bash", "-e", "-c", step["run"]], **{**step["env"], **here})
        self.run(["git", "branch", "-D", "gh-pages"])

    def file(self, path: str) -> str:
        """A file of the branch as it was pushed."""
        return (self.served / PLACE / path).read_text("utf-8")


def publishing() -> dict[str, Any]:
    """The step of the workflow that publishes."""
    jobs = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]
    (step,) = (step for step in jobs["publish"]["steps"] if "mike" in step.get("run", ""))
    found: dict[str, Any] = step
    return found


def lay_out(work: Path) -> None:
    """Write a small site with the configuration, theme and hooks of the real one."""
    for linked in ("docs/assets", "docs/downloads", "docs/theme", "sdks", "service"):
        (work / linked).parent.mkdir(parents=True, exist_ok=True)
        (work / linked).symlink_to(ROOT / linked)
    (work / ".venv").symlink_to(sys.prefix)
    (work / "mkdocs.yml").write_text(CONFIGURATION, "utf-8")
    for page, title in PAGES.items():
        (work / "docs" / page).parent.mkdir(exist_ok=True)
        (work / "docs" / page).write_text(f"# {title}\n\nSome words.\n", "utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Published]:
    """Documentation that was published once for each of the tags, and is served."""
    served = tmp_path_factory.mktemp("served")
    with website(served) as address:
        made = Published(tmp_path_factory.mktemp("work"), served, f"{address}{PLACE}/")
        lay_out(made.work)
        origin = str(tmp_path_factory.mktemp("origin"))
        made.run(["git", "init", "--quiet", "--bare", origin])
        made.run(["git", "init", "--quiet"])
        made.run(["git", "remote", "add", "origin", origin])
        identity = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"]
        made.run(["git", *identity, "commit", "--quiet", "--allow-empty", "--message", "The project"])
        for tag in TAGS:
            made.publish(tag)
        made.run(["git", "clone", "--quiet", "--branch", "gh-pages", origin, str(served / PLACE)])
        yield made


@pytest.fixture
def page(browser: Page) -> Page:
    """The browser's page."""
    return browser


def test_each_minor_version_is_published_and_the_newest_is_the_latest(published: Published) -> None:
    versions = json.loads(published.file("versions.json"))
    assert [(one["version"], one["aliases"]) for one in versions] == [("2.10", ["latest"]), ("2.9", [])]
    for version in ("2.10", "2.9"):
        assert "Some words." in published.file(f"{version}/guides/streaming/index.html")
        assert f"{published.address}{version}/guides/streaming/" in published.file(f"{version}/sitemap.xml")
    assert published.file("latest/index.html") == published.file("2.10/index.html")


@pytest.mark.asyncio(loop_scope="module")
async def test_the_root_leads_to_the_latest_version(page: Page, published: Published) -> None:
    await page.call("goto", published.address)
    await page.until(f"location.href === '{published.address}latest/'")


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(("here", "there"), [("2.9", "2.10"), ("latest", "2.9")])
async def test_choosing_another_version_leads_to_the_same_page_there(
    page: Page, published: Published, here: str, there: str
) -> None:
    await page.heard()
    await page.call("goto", f"{published.address}{here}/guides/streaming/")
    await page.until(f"document.querySelector('{SELECTOR}')")
    assert await page.evaluate(CHOICES) == ["2.10", "2.9"]
    shown = "2.10" if here == "latest" else here
    assert await page.evaluate(f"document.querySelector('{SELECTOR}').textContent.trim()") == shown
    name = await page.evaluate(f"document.querySelector('{SELECTOR}').getAttribute('aria-label')")
    assert name.startswith(shown), "its name has what it shows, for who speaks to the machine"
    await page.call("focus", SELECTOR)  # opens the list, as pointing at it does
    await page.call("press", f".md-version__link:text-is('{there}')", "Enter")
    await page.until(f"location.href === '{published.address}{there}/guides/streaming/'")
    await page.until(f"document.querySelector('{SELECTOR}')?.textContent.trim() === '{there}'")
    assert (await page.heard()).complaints == []


@pytest.mark.asyncio(loop_scope="module")
async def test_a_site_that_stands_alone_has_no_versions_and_asks_for_none(
    page: Page, published: Published
) -> None:
    target = published.served / "alone"
    published.run([sys.executable, "-m", "mkdocs", "build", "--site-dir", str(target)])
    await page.heard()
    await page.call("goto", f"{published.address}../alone/", {"waitUntil": "networkidle"})
    heard = await page.heard()
    assert heard.complaints == []
    assert [address for address in heard.requests if "versions.json" in address] == []
    assert await page.evaluate(f"document.querySelector('{SELECTOR}')") is None


def test_only_a_push_of_a_tag_may_write_and_it_says_where_the_site_stands() -> None:
    workflow = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    triggers = workflow.get("on", workflow.get(True))  # YAML 1.1 takes the key `on` for a truth
    assert triggers["push"] == {"tags": ["v[0-9]+.[0-9]+.[0-9]+"]}
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["if"] == "github.event_name == 'push'"
    assert [name for name, job in workflow["jobs"].items() if "permissions" in job] == ["publish"]
    # Without the slash at its end, the version would stand in place of the project.
    assert publishing()["env"]["DOCS_SITE_URL"].endswith("/")
