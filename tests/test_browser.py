"""The review page in a real browser.

Run by `make test-browser`, which installs playwright and Chromium.

With NIANJIAN_SHOTS=DIR the screenshots of the documentation are written there.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, run
from tests.test_review import NASTY, decide, decision

sync_api = pytest.importorskip("playwright.sync_api", reason="make test-browser")
CHROMIUM = next(
    (p for p in (Path("/usr/bin/chromium"), Path("/usr/bin/chromium-browser")) if p.is_file()), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="make test-browser")
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = os.environ.get("NIANJIAN_SHOTS", "")
CONTRAST = """() => {
  const rgb = (s) => s.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => { const f = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; }
    return [255, 255, 255]; };
  let least = 21;
  for (const e of document.querySelectorAll("body *")) {
    if (![...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()) || !e.getClientRects().length) continue;
    const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return least;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM), args=_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that fails the test where the console tells an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on(
        "console", lambda m: errors.append(m.text) if m.type in ("error", "warning") else None
    )
    opened.on("pageerror", lambda e: errors.append(str(e)))
    opened.on("dialog", lambda d: errors.append(f"dialog: {d.message}"))
    yield opened
    context.close()
    assert not errors


def site_of(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(text, encoding="utf-8")
    run("extract", folder, "--out", tmp_path / "o")
    run("review", tmp_path / "o")
    return tmp_path / "o"


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png")


def test_load_filter_click_accept_edit_undo_save_apply(page: Any, tmp_path: Path) -> None:
    out = site_of(
        tmp_path, "2013年某县公报\n全县共有学校10所，产值3.5亿元，比上年增长4.2%，医院3家。\n"
    )
    page.goto((out / "review/index.html").as_uri())
    page.get_by_role("link", name="a", exact=True).click()
    rows = page.locator("#claims li")
    assert rows.count() == 4
    page.select_option("[data-filter=measure]", "growth")
    assert page.locator("#claims li:visible").count() == 1
    page.select_option("[data-filter=measure]", "")
    page.fill("#find", "医院")
    assert page.locator("#claims li:visible").all_inner_texts()[0].startswith("医院")
    page.fill("#find", "")
    page.locator("#text .q", has_text="10所").click()
    assert (
        "now" in rows.nth(0).get_attribute("class")
        and page.locator("#text .now.i").inner_text() == "学校"
    )
    page.keyboard.press("a")
    assert "accept" in rows.nth(0).get_attribute("class")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    page.keyboard.press("u")
    assert "reject" not in (rows.nth(1).get_attribute("class") or "")
    page.keyboard.press("e")
    page.fill("#fields [name=value]", "350000001")
    page.fill("#fields [name=item]", "产值")
    page.get_by_role("button", name="Save", exact=True).click()
    sync_api.expect(rows.nth(1)).to_contain_text("350000001")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    page.reload()  # decisions are kept
    assert "edit" in rows.nth(1).get_attribute("class") and "reject" in rows.nth(3).get_attribute(
        "class"
    )
    saved = save(page, tmp_path / "reviews.jsonl")
    assert [
        json.loads(line)["action"] for line in saved.read_text(encoding="utf-8").splitlines()
    ] == ["accept", "edit", "reject"]
    run("review", out, "--apply", saved, "--corpus", tmp_path / "in")
    run("extract", tmp_path / "in", "--out", out)
    with (out / "claims.csv").open(encoding="utf-8", newline="") as file:
        assert [row["value"] for row in csv.DictReader(file)] == ["10", "350000001", "4.2"]


def save(page: Any, to: Path) -> Path:
    """Click on Save and keep the file."""
    with page.expect_download() as download:
        page.click("#save")
    download.value.save_as(to)
    return to


def test_the_second_round_hits_no_other_number(page: Any, tmp_path: Path) -> None:
    """Reject, accept, edit, save, apply, run.

    Review again, save, apply, run: the outputs are equal.
    """
    out = site_of(
        tmp_path,
        "2013年某县公报\n全县共有学校10所，产值1.3万亿元，比上年增长5.8%，医院3家，桥梁7座。\n",
    )
    address = (out / "review/a.html").as_uri()
    page.goto(address)
    rows = page.locator("#claims li")
    rows.nth(0).click()
    page.keyboard.press("x")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    rows.nth(3).click()
    page.keyboard.press("e")
    page.fill("#fields [name=value]", "4")
    page.get_by_role("button", name="Save", exact=True).click()
    first = save(page, tmp_path / "first.jsonl")
    assert [
        json.loads(line)["action"] for line in first.read_text(encoding="utf-8").splitlines()
    ] == ["reject", "accept", "edit"]

    def apply_and_read(reviews: Path) -> list[str]:
        assert run("review", out, "--apply", reviews).exit_code == 0
        assert run("extract", tmp_path / "in", "--out", out).exit_code == 0
        assert run("review", out).exit_code == 0
        with (out / "claims.csv").open(encoding="utf-8", newline="") as file:
            return [f"{row['text']} {row['value']} {row['unit']}" for row in csv.DictReader(file)]

    expected = ["1.3万亿元 1300000000000 元", "5.8% 5.8 %", "3家 4 家", "7座 7 座"]
    assert apply_and_read(first) == expected
    before = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    page.goto("about:blank")
    page.goto(address)
    # what was applied is done
    assert page.locator("#claims li.accept, #claims li.reject, #claims li.edit").count() == 0
    page.click("#save")
    assert page.locator("#count").inner_text() == "nothing to save"
    page.locator("#claims li").nth(3).click()
    page.keyboard.press("a")  # one more, on the last
    second = save(page, tmp_path / "second.jsonl")
    (line,) = second.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["expect"]["text"] == "7座"
    assert apply_and_read(second) == expected
    after = {path.name: path.read_bytes() for path in out.glob("*.csv")}
    # the confidence of what was accepted
    assert {name for name in before if after[name] != before[name]} <= {"claims.csv"}


def test_undo_survives_a_reload(page: Any, tmp_path: Path) -> None:
    out = site_of(tmp_path, "2013年某县公报\n全县共有学校10所，医院3家。\n")
    page.goto((out / "review/a.html").as_uri())
    rows = page.locator("#claims li")
    for n, key in ((0, "a"), (1, "x"), (0, "x")):
        rows.nth(n).click()
        page.keyboard.press(key)
    page.reload()
    page.keyboard.press("u")
    assert "accept" in rows.nth(0).get_attribute("class") and "reject" in rows.nth(1).get_attribute(
        "class"
    )
    page.keyboard.press("u")
    page.reload()
    page.keyboard.press("u")
    assert page.locator("#claims li.accept, #claims li.reject").count() == 0


def test_a_decision_on_a_reading_that_has_changed_is_not_saved(page: Any, tmp_path: Path) -> None:
    out = site_of(tmp_path, "2013年某县公报\n全县共有学校10所，医院3家。\n")
    page.goto((out / "review/a.html").as_uri())
    page.locator("#claims li").nth(0).click()
    page.keyboard.press("a")
    text = (out / "review/a.html").read_text(encoding="utf-8")
    changed = text.replace('"value":"10"', '"value":"100"')  # as after a run of other rules
    assert changed != text
    (out / "review/a.html").write_text(changed, encoding="utf-8")
    page.reload()
    assert "decide again" in page.locator("#claims li .state").nth(0).inner_text()
    page.click("#save")
    assert page.locator("#count").inner_text() == "nothing to save"


def test_a_decision_on_a_claim_that_is_gone_is_neither_saved_nor_counted(
    page: Any, tmp_path: Path
) -> None:
    """Somebody else rejected it meanwhile."""
    out = site_of(tmp_path, "2013年某县公报\n全县共有学校10所，医院3家。\n")
    page.goto((out / "review/a.html").as_uri())
    page.locator("#claims li").nth(0).click()
    page.keyboard.press("a")
    decide(tmp_path / "in", out, decision(out, 0, "reject"))
    run("extract", tmp_path / "in", "--out", out)
    run("review", out)
    page.reload()
    assert (
        page.locator("#claims li").count() == 1
        and "0 decided" in page.locator("#count").inner_text()
    )
    page.click("#save")
    assert page.locator("#count").inner_text() == "nothing to save"


def test_the_list_does_not_cover_the_tools(page: Any, tmp_path: Path) -> None:
    out = site_of(
        tmp_path, "".join(f"全县第{n}乡共有学校{n + 20}所，医院{n + 3}家。\n" for n in range(1, 60))
    )
    page.goto((out / "review/a.html").as_uri())
    page.keyboard.press("ArrowDown")
    for _ in range(25):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    chosen = page.locator("#claims li.now").get_attribute("id")
    page.evaluate("document.querySelector('aside').scrollBy(0, 700)")
    box = page.locator("#save").bounding_box()
    # by the mouse: Playwright's click would scroll until nothing is in the way
    with page.expect_download() as download:
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert download.value.path().read_text(encoding="utf-8").count("\n") == 1
    assert page.locator("#claims li.now").get_attribute("id") == chosen


def test_text_stays_text_and_offsets_are_code_points(page: Any, tmp_path: Path) -> None:
    out = site_of(tmp_path, NASTY)
    page.goto((out / "review/a.html").as_uri())
    assert "<script>alert(1)</script>" in page.locator("#text").inner_text()
    assert page.locator("#text .q").all_inner_texts() == ["10所", "3家"]
    assert page.locator("#text img, #text script").count() == 0


def test_refused_numbers_are_shown_on_demand(page: Any, tmp_path: Path) -> None:
    out = site_of(tmp_path, "全县共有学校10所，办公电话0791-35353535。\n")
    page.goto((out / "review/a.html").as_uri())
    assert page.locator("#text .r.on").count() == 0
    page.select_option("#refused", "phone")
    assert page.locator("#text .r.on").count() >= 1 and "phone" in page.locator(
        "#text .r.on"
    ).first.get_attribute("title")


def test_five_thousand_claims_are_laid_out_only_where_they_are_seen(
    page: Any, tmp_path: Path
) -> None:
    """Work is counted, not time: rows out of sight are not laid out, and scrolling changes nothing."""
    text = "".join(
        f"全县第{n}乡共有学校{n + 20}所，医院{n + 3}家，比上年增长3.5%，情况继续好转。\n"
        for n in range(1, 1700)
    )
    out = site_of(tmp_path, text)
    page.goto((out / "review/a.html").as_uri(), wait_until="load")
    assert page.locator("#claims li").count() >= 5000
    drawn, changes = page.evaluate(
        """async () => {
          const list = document.querySelector("aside");
          const rows = [...document.querySelectorAll("#claims li")];
          let changes = 0;
          new MutationObserver((found) => { changes += found.length; })
            .observe(document.body, { subtree: true, childList: true, attributes: true });
          for (let n = 0; n < 60; n++) {
            list.scrollTop += 400;
            await new Promise(requestAnimationFrame);
          }
          const seen = { contentVisibilityAuto: true };
          const drawn = rows.filter((row) => row.firstElementChild.checkVisibility(seen)).length;
          return [drawn, changes];
        }"""
    )
    assert 0 < drawn < 500 and changes == 0
    page.keyboard.press("ArrowDown")
    assert page.locator("#claims li.now").count() == 1


def test_a_narrow_screen_is_usable_and_contrast_is_aa(
    page: Any, outputs: Path, tmp_path: Path
) -> None:
    run("extract", ROOT / "corpus", "--out", tmp_path / "o")
    run("review", tmp_path / "o")
    site = tmp_path / "o/review"
    page.goto((site / "suzhou-2016-communique.html").as_uri())
    page.locator("#text .q").nth(1).click()
    page.keyboard.press("a")
    assert page.evaluate(CONTRAST) >= 4.5
    shot(page, "review")
    for name in ("index", "indicators"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate(CONTRAST) >= 4.5, name
        shot(page, name)
    assert page.locator("section.chart svg a").count() > 20
    page.locator("section.chart svg a").first.click()
    assert page.locator("#claims li.now").count() == 1  # each point leads to its claim
    page.set_viewport_size({"width": 400, "height": 800})
    for name in ("index", "suzhou-2016-communique", "indicators"):
        page.goto((site / f"{name}.html").as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, name
    page.goto((site / "suzhou-2016-communique.html").as_uri())
    page.locator("#text .q").first.click()
    assert page.locator("#claims li.now").is_visible()
