"use strict";
(() => {
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const find = $("#find"), count = $("#count");

  if (!document.body.classList.contains("document")) { // index and indicators: search only
    const rows = $$("#documents tbody tr, section.chart");
    const words = rows.map((row) => row.textContent.toLowerCase());
    const search = () => {
      const wanted = find.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row, i) => { row.hidden = !words[i].includes(wanted); shown += !row.hidden; });
      count.textContent = `${shown} / ${rows.length}`;
    };
    find.addEventListener("input", search);
    search();
    return;
  }

  const data = JSON.parse($("#data").textContent), claims = data.claims;
  const storage = `nianjian-decisions:${data.doc_id}:${data.text_sha256}`;
  const spanOf = (c) => `${c.start}-${c.end}`;
  const numbers = new Map(claims.map((c, n) => [spanOf(c), n]));
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const sorted = (object) => Object.fromEntries(Object.entries(object).sort());
  const rows = $$("#claims li");
  const words = claims.map((c) => [c.text, c.item, c.subject, c.unit, c.value, c.place, c.period, c.indicator].join(" ").toLowerCase());
  const spans = { q: new Map(), i: new Map(), s: new Map() };
  for (const kind of Object.keys(spans)) {
    for (const span of $$(`#text [data-${kind}]`)) {
      for (const n of span.dataset[kind].split(" ")) {
        if (!spans[kind].has(n)) spans[kind].set(n, []);
        spans[kind].get(n).push(span);
      }
    }
  }
  let now = -1, lit = [];
  // decisions by span of this very text, each with what it expects there, and the way back: [span, decision before it]
  let decisions = {}, done = [];
  try { ({ decisions, done } = JSON.parse(localStorage.getItem(storage) || '{"decisions": {}, "done": []}')); } catch { decisions = {}; done = []; }
  for (const one of data.applied) { // what the outputs already hold is no longer to be saved
    const mine = decisions[spanOf(one)];
    if (mine && mine.action === one.action && same(sorted(mine.fields), sorted(one.fields || {}))) delete decisions[spanOf(one)];
  }
  done = done.filter(([span]) => span in decisions);
  const isStale = (span) => !numbers.has(span) || !same(decisions[span].expect, claims[numbers.get(span)].expect);

  const keep = () => { try { localStorage.setItem(storage, JSON.stringify({ decisions, done })); } catch { /* private window: kept until it closes */ } };
  keep();

  function draw(n) {
    const span = spanOf(claims[n]), stale = span in decisions && isStale(span), decision = stale ? undefined : decisions[span];
    const row = rows[n], c = { ...claims[n], ...(decision ? decision.fields : {}) };
    row.classList.remove("accept", "reject", "edit");
    if (decision) row.classList.add(decision.action);
    $(".state", row).textContent = stale ? data.words.stale : decision ? data.words[decision.action] : "";
    const name = $(".name", row);
    name.replaceChildren();
    if (c.subject) name.append(Object.assign(document.createElement("span"), { className: "s", textContent: c.subject }), " ");
    name.append(Object.assign(document.createElement("span"), { className: "i", textContent: c.item || "—" }));
    $(".q", row).textContent = `${c.value}${c.value_max ? "–" + c.value_max : ""} ${c.unit}`;
  }

  function select(n, { quiet = false } = {}) {
    lit.forEach((span) => span.classList.remove("now"));
    if (now >= 0) rows[now].classList.remove("now");
    now = n;
    if (n < 0) return;
    rows[n].classList.add("now");
    lit = Object.values(spans).flatMap((map) => map.get(String(n)) || []);
    lit.forEach((span) => span.classList.add("now"));
    rows[n].scrollIntoView({ block: "nearest" });
    const number = spans.q.get(String(n));
    if (number && !quiet) number[0].scrollIntoView({ block: "center" });
    history.replaceState(null, "", `#${rows[n].id}`);
  }

  function move(step) {
    for (let n = now + step; n >= 0 && n < rows.length; n += step) if (!rows[n].hidden) return select(n);
  }

  function decide(n, action, fields) {
    const span = spanOf(claims[n]);
    done.push([span, decisions[span] || null]);
    decisions[span] = { action, fields, expect: claims[n].expect };
    keep();
    draw(n);
    tally();
  }

  function undo() {
    const last = done.pop();
    if (!last) return;
    const [span, before] = last, n = numbers.get(span);
    if (before) decisions[span] = before; else delete decisions[span];
    keep();
    tally();
    if (n !== undefined) { draw(n); select(n); }
  }

  function read(n) {
    const span = spanOf(claims[n]), decided = span in decisions && !isStale(span) ? decisions[span].fields : {};
    return Object.fromEntries(data.fields.map((f) => [f, decided[f] ?? claims[n][f]]));
  }

  function edit(n) {
    const dialog = $("#edit"), box = $("#fields"), values = read(n);
    $("#sentence").textContent = claims[n].sentence;
    box.replaceChildren();
    for (const field of data.fields) {
      const label = document.createElement("label"), options = { measure: data.measures, status: data.statuses, bound: ["eq", "approx", "gt", "ge", "lt", "le"] }[field];
      const input = document.createElement(options ? "select" : "input");
      for (const option of options || []) input.append(new Option(option, option));
      input.name = field;
      input.value = values[field];
      if (field === "value" || field === "value_max") { input.pattern = "-?[0-9]+([.][0-9]+)?"; input.title = data.words.no_value; input.required = field === "value"; }
      label.append(field, input);
      box.append(label);
    }
    dialog.onclose = () => {
      if (dialog.returnValue === "ok") decide(n, "edit", Object.fromEntries($$("[name]", box).map((e) => [e.name, e.value.trim()])));
      dialog.returnValue = "";
      rows[n].focus({ preventScroll: true });
    };
    dialog.showModal();
    $("[name=item]", box).focus();
  }

  function filter() {
    const wanted = find.value.trim().toLowerCase(), most = Number($("#sure").value || 1);
    const chosen = $$("[data-filter]").filter((s) => s.value).map((s) => [s.dataset.filter, s.value]);
    claims.forEach((c, n) => {
      const fits = chosen.every(([name, value]) => (name === "faults" ? c.faults.includes(value) : c[name] === value));
      rows[n].hidden = !(fits && c.confidence <= most && words[n].includes(wanted));
    });
    tally();
  }

  function tally() {
    const shown = rows.filter((row) => !row.hidden).length;
    count.textContent = `${shown} / ${claims.length}, ${Object.keys(decisions).filter((span) => !isStale(span)).length} ${data.words.decided}`;
  }

  function refuse() {
    const code = $("#refused").value;
    document.body.classList.toggle("refusing", code !== "");
    $$("#text .r").forEach((span) => span.classList.toggle("on", code === "*" || span.title.split("; ").includes(code)));
  }

  function save() {
    const lines = Object.entries(decisions).filter(([span]) => !isStale(span)).map(([span, { action, fields, expect }]) => {
      const [start, end] = span.split("-").map(Number);
      return JSON.stringify({ doc_id: data.doc_id, action, start, end, expect, fields });
    });
    if (!lines.length) { count.textContent = data.words.nothing_to_save; return; }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([lines.map((l) => l + "\n").join("")], { type: "application/jsonl" }));
    link.download = "reviews.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  $("#claims").addEventListener("click", (event) => { const row = event.target.closest("li"); if (row) select(Number(row.dataset.n)); });
  $("#text").addEventListener("click", (event) => {
    const span = event.target.closest("[data-q], [data-i], [data-s]");
    if (span) select(Number((span.dataset.q || span.dataset.i || span.dataset.s).split(" ")[0]), { quiet: true });
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      ArrowDown: () => move(1), ArrowUp: () => move(-1), u: undo,
      a: () => now >= 0 && decide(now, "accept", read(now)), x: () => now >= 0 && decide(now, "reject", {}), e: () => now >= 0 && edit(now),
    }[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  find.addEventListener("input", filter);
  $("#sure").addEventListener("input", filter);
  $$("[data-filter]").forEach((s) => s.addEventListener("change", filter));
  $("#refused").addEventListener("change", refuse);
  $("#save").addEventListener("click", save);
  Object.keys(decisions).forEach((span) => numbers.has(span) && draw(numbers.get(span)));
  tally();
  const asked = location.hash && document.getElementById(location.hash.slice(1));
  if (asked && asked.dataset.n) select(Number(asked.dataset.n));
})();
