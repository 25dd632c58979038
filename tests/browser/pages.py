"""The main pages: who looks at them, and where they are."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Place:
    """A page of the sample business; `clicks` open something on it first, `wait` is what must be there."""

    name: str
    path: str
    clicks: tuple[str, ...] = ()
    wait: str = "main"


FIT = ".studio-bar [aria-label='Vừa khung'], .studio-bar [aria-label=Fit]"
EVERYBODY = [Place("sign-in", "/login/")]
HEAD = [
    Place("today", "/today/"),
    Place("inbox", "/inbox/?view=all", wait="#rows .case-row"),
    Place("case", "/inbox/?view=all", clicks=(".case-row >> text=Đoàn Gia Phát",), wait="#case-stream .entry"),
    Place("inbox-filtered", "/inbox/?view=all&f=urgency:high%20-channel:email%20due:99&sort=due", wait=".filter-fault"),
    Place("views", "/inbox/views/"),
    Place("search", "/search/?q=m%C5%A9", wait=".case-row"),
    Place("quick-intake", "/intake/"),
    Place("play", "/play/"),
    Place("customers", "/customers/", wait="tbody tr"),
    Place("customer", "/customers/KH000001/"),
    Place("processes", "/processes/", wait=".process-card svg"),
    Place("heat-map", "/processes/QT-03/", wait="#heat svg"),
    Place("reports", "/reports/?days=30"),
    Place("director", "/reports/director/", wait=".paper"),
    Place("sample", "/sample/"),
    Place("report-cases", "/reports/cases/volume/?days=30"),
    Place("profile", "/settings/me/"),
]
OWNER = [
    Place("studio", "/processes/QT-01/edit/", wait=".djs-palette"),
    Place(
        "studio-step",
        "/processes/QT-01/edit/",
        clicks=(FIT, "[data-element-id=tra_loi_lan_dau]"),
        wait="[data-field=Script-vi]",
    ),
    Place("studio-list", "/processes/QT-01/edit/?view=list", wait=".steps-row"),
    Place(
        "studio-flow",
        "/processes/QT-02/edit/",
        clicks=(FIT, "[data-element-id=su_co_an_toan__bao_truong_phong_label]"),
        wait=".formula-verdict",
    ),
    Place(
        "studio-table",
        "/processes/QT-01/edit/",
        clicks=(FIT, "[data-element-id=phan_loai_bang]", "[data-field=decision-open]"),
        wait=".studio-cell-words",
    ),
    # The dialog opens only where something changed; nothing is saved, so that no draft stays behind.
    Place(
        "studio-publish",
        "/processes/QT-03/edit/",
        clicks=(FIT, "[data-element-id=bao_gia]", "[data-field=colour-green]", ".studio-bar > .btn-primary"),
        wait="dialog[open] #studio-reason",
    ),
    Place("new-process", "/processes/new/"),
    Place("take-process", "/processes/new/from/online-order-problem/"),
    Place("process-import", "/processes/QT-04/edit/import/"),
    Place("processes-none", "/processes/?q=kh%C3%B4ng-c%C3%B3", wait=".empty-actions"),
    Place("versions", "/processes/QT-01/versions/"),
    Place("compare", "/processes/QT-01/versions/compare/", wait=".compare-list"),
    Place("changeover", "/processes/QT-01/changeover/"),
    Place("version", "/processes/QT-01/versions/3/"),
    Place("steps", "/processes/QT-01/versions/3/list/"),
    Place("deviations", "/processes/QT-02/deviations/"),
    Place("done", "/processes/QT-02/done/", wait=".done-tiles"),
    Place("done-map", "/processes/QT-02/done/map/", wait="[data-map] svg"),
    Place("done-people", "/processes/QT-02/done/people/", wait=".done-matrix"),
    Place("done-tickets", "/processes/QT-02/done/tickets/?which=off", wait="#done .card"),
    Place("done-log", "/processes/QT-02/done/log/"),
    Place("incidents", "/processes/QT-01/incidents/"),
    Place("then-and-now", "/processes/QT-01/?against=before", wait="#heat svg"),
    Place("version-and-version", "/processes/QT-01/?against=v2", wait="#heat svg"),
    Place("replay", "/processes/QT-01/", clicks=("[data-replay-opens]",), wait="[data-replay-clock]:not(:empty)"),
    Place("step", "/processes/QT-01/steps/tra_loi_lan_dau/"),
    Place("run", "/processes/QT-02/done/tickets/?which=off", clicks=("td [href*='/runs/']",), wait=".run-steps"),
    Place("rehearsal", "/processes/QT-01/versions/3/rehearsal/"),
    Place(
        "walk", "/processes/QT-01/versions/3/rehearsal/", clicks=("main form .btn-primary",), wait=".heat-canvas svg"
    ),
    Place("load-asked", "/processes/QT-01/versions/3/load/", wait=".load-grid"),
    Place(
        "load",
        "/processes/QT-01/versions/3/load/",
        clicks=("main form .btn-primary",),
        wait=".load-figures",
    ),
    Place("touchpoints", "/processes/touchpoints/", wait=".register"),
    Place("touchpoint", "/processes/touchpoints/email/vip/"),
    Place("touchpoint-gap", "/processes/touchpoints/email/-/"),
    Place("retire", "/processes/QT-01/retire/"),
    Place("policies", "/settings/policies/"),
    Place("policy", "/settings/policies/new/"),
]
ADMINISTRATOR = [
    Place("levels", "/settings/levels/"),
    Place("level", "/settings/levels/new/"),
    Place("settings-people", "/settings/people/"),
    Place("settings-person", "/settings/people/new/"),
    Place("settings-mailboxes", "/settings/mailboxes/"),
    Place("settings-mailbox", "/settings/mailboxes/new/"),
    Place("settings-tray", "/settings/tray/"),
    Place("settings-rights", "/settings/rights/"),
    Place("settings-business", "/settings/business/"),
    Place("settings-team", "/settings/teams/new/"),
    Place("settings-branch", "/settings/branches/new/"),
    Place("settings-hours", "/settings/hours/"),
    Place("settings-week", "/settings/hours/new/"),
    Place("settings-tokens", "/settings/tokens/"),
    Place("settings-webhooks", "/settings/webhooks/"),
    Place("settings-connections", "/settings/connections/"),
    Place("settings-connection", "/settings/connections/new/"),
    Place("settings-publishing", "/settings/publishing/"),
    Place("settings-sample", "/settings/sample/"),
]


def go(page: Page, address: str, place: Place) -> None:
    """Open a page and wait until it stands still."""
    page.goto(f"{address}{place.path}")
    for clicked in place.clicks:
        page.locator(clicked).first.click()
    page.locator(place.wait).first.wait_for()
    page.evaluate("document.fonts.ready.then(() => true)")


COLLECT = """
() => {
  const texts = new Set();
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent.closest("script, style, svg, [lang=en], [data-element-id]") || !isSeen(parent)) continue;
    texts.add(walker.currentNode.data);
  }
  for (const element of document.querySelectorAll("[aria-label], [placeholder], [title]"))
    if (!element.closest("[lang=en]"))
      for (const name of ["aria-label", "placeholder", "title"]) texts.add(element.getAttribute(name) ?? "");
  return [...texts].map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean);
}
"""


FIGURES = """() => [...document.querySelectorAll("main svg text, main tspan, main td, main p, main span, main strong")]
  .map((one) => one.textContent)"""


def figures_of(page: Page) -> set[str]:
    """Every text of a page that holds a percentage, those in drawings too."""
    return {text.strip() for text in page.evaluate(FIGURES) if "%" in text}


def texts_of(page: Page) -> set[str]:
    """Every text that somebody sees or hears on a page, also each part of a line parted by dots."""
    whole: list[str] = page.evaluate(COLLECT)
    return {part for text in whole for part in {text, *text.split(" · ")}}
