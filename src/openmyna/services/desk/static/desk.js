// The desk's own script: keeps readers, tries left and the trace fresh, and turns cards over. Every page works without it.
"use strict";
(function () {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const status = document.getElementById("desk-status");
  const log = document.getElementById("trace-log");
  let address = desk.dataset.page;

  // ---- Renewing: elements with data-live and an id are replaced by the same ones of the server's own page. ----
  let underWay = false;
  let again = false;

  async function renew() {
    if (underWay) { again = true; return; }
    underWay = true;
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, cache: "no-store" });
      if (answer.ok) replaceFrom(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      // The server has ended or starts again; the stream joins again by itself and renews the page then.
    }
    underWay = false;
    if (again) { again = false; renew(); }
  }

  function replaceFrom(fresh) {
    const said = [];
    for (const old of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(old.id);
      if (!next || next.isEqualNode(old.original || old)) continue;
      if (next.dataset.said && next.dataset.said !== old.dataset.said) said.push(next.dataset.said);
      const had = old.contains(document.activeElement) ? document.activeElement : null;
      const place = document.importNode(next, true);
      // The script's own additions, such as a listener's state, must not count as a change the next time.
      place.original = next;
      for (const open of old.querySelectorAll("details[open][id]")) {
        const same = place.querySelector("#" + CSS.escape(open.id));
        if (same) same.open = true;
      }
      old.replaceWith(place);
      if (window.htmx) window.htmx.process(place);
      if (had) focusIn(place, had);
    }
    if (status && said.length) status.textContent = said.join(" / ");
  }

  // A button that is gone hands the focus to what took its place: the same tile's first button, else the tile.
  function focusIn(place, had) {
    const tile = had.closest("li, article, section");
    const name = tile && tile.querySelector("h3, h2");
    const words = name && name.textContent;
    const tiles = [...place.querySelectorAll("li, article, section"), place];
    const same = tiles.find((one) => { const head = one.querySelector("h3, h2"); return head && head.textContent === words; });
    const target = (same && same.querySelector(".lay .button")) || same || place;
    if (!target.matches("a, button")) target.setAttribute("tabindex", "-1");
    target.focus({ preventScroll: true });
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    if (!event.detail.successful) return;
    const notices = document.getElementById("notices");
    if (notices) notices.replaceChildren();
    const problem = document.getElementById("problem");
    if (problem) problem.remove();
    renew();
  });
  document.addEventListener("htmx:beforeRequest", function (event) {
    // What was typed is sent by now; a PIN does not stay on the page.
    const form = event.target;
    queueMicrotask(function () {
      for (const field of form.querySelectorAll("input[type=password]")) field.value = "";
    });
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "outcome-place") return;
    const outcome = document.getElementById("outcome");
    if (outcome) outcome.focus();
  });

  // ---- Turning a card over: the back is fetched when it is asked for, never before. ----
  function wireFlip() {
    const flip = document.querySelector("[data-flip]");
    const link = flip && document.getElementById(flip.dataset.instead);
    if (!link) return;
    const button = document.createElement("button");
    button.type = "button";
    button.id = link.id;
    button.className = link.className;
    button.dataset.variant = link.dataset.variant;
    button.textContent = flip.dataset.flip;
    button.setAttribute("aria-pressed", String(flip.dataset.side === "back"));
    link.replaceWith(button);
    button.addEventListener("click", function () { turn(flip, button); });
  }

  function turn(flip, button) {
    const wanted = flip.dataset.side === "back" ? "front" : "back";
    let image = flip.querySelector('[data-face="' + wanted + '"]');
    const there = flip.querySelector('[data-face="' + flip.dataset.side + '"]');
    if (!image) {
      image = new Image(there.width, there.height);
      image.className = there.className;
      image.dataset.face = wanted;
      image.alt = flip.dataset[wanted + "Alt"];
      image.src = flip.dataset[wanted];
      flip.append(image);
    }
    flip.dataset.side = wanted;
    there.setAttribute("aria-hidden", "true");
    image.removeAttribute("aria-hidden");
    button.setAttribute("aria-pressed", String(wanted === "back"));
    for (const note of document.querySelectorAll("[data-of-side]")) note.hidden = note.dataset.ofSide !== wanted;
  }

  // ---- The live trace: rows are the server's own HTML; the newest on top; while paused they wait. ----
  const KEPT = 500;
  const waiting = [];
  let paused = false;
  let untold = 0;

  function fits(row) {
    const wanted = new FormData(document.getElementById("trace-filter"));
    if (wanted.get("card") && row.dataset.card !== wanted.get("card")) return false;
    if (wanted.get("application") && row.dataset.application !== wanted.get("application")) return false;
    return !wanted.get("refused") || "refused" in row.dataset;
  }

  function tellEmpty() {
    const rows = [...log.children];
    document.getElementById("trace-empty").hidden = rows.some(function (row) { return !row.hidden; });
  }

  function show(row) {
    if (document.getElementById(row.id)) return;
    row.hidden = !fits(row);
    if (!row.hidden) untold += 1;
    // Whoever reads further down keeps their place.
    const above = log.getBoundingClientRect().top < 0;
    const before = log.scrollHeight;
    log.prepend(row);
    while (log.children.length > KEPT) log.lastElementChild.remove();
    if (above) window.scrollBy({ top: log.scrollHeight - before, behavior: "instant" });
  }

  function tellWaiting() {
    const place = document.getElementById("trace-waiting");
    place.textContent = paused ? place.dataset.words.replace("#", String(waiting.length)) : "";
  }

  function received(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    for (const row of [...holder.content.children]) {
      if (paused) { waiting.push(row); if (waiting.length > KEPT) waiting.shift(); } else show(row);
    }
    if (paused) tellWaiting(); else tellEmpty();
  }

  function wireTrace() {
    document.getElementById("trace-tools").hidden = false;
    document.getElementById("trace-refresh").hidden = true;
    const pause = document.getElementById("trace-pause");
    pause.addEventListener("click", function () {
      paused = !paused;
      pause.setAttribute("aria-pressed", String(paused));
      if (!paused) { waiting.splice(0).forEach(show); tellEmpty(); }
      tellWaiting();
    });
    document.getElementById("trace-clear").addEventListener("click", function () {
      log.replaceChildren();
      waiting.length = 0;
      tellEmpty();
      tellWaiting();
    });
    const form = document.getElementById("trace-filter");
    // The server knows exchanges this page has dropped or never held, so a new choice asks it.
    form.addEventListener("change", function () { form.requestSubmit(); });
    form.querySelector("button").hidden = true;
    // A screen reader hears a count now and then, not every row.
    window.setInterval(function () {
      const told = document.getElementById("trace-told");
      if (!untold) return;
      told.textContent = told.dataset.words.replace("#", String(untold));
      untold = 0;
    }, 4000);
  }

  // ---- Searching the rack while typing; without this script the form asks the server. ----
  function wireSearch() {
    const form = document.getElementById("rack-search");
    if (!form) return;
    let timer = 0;
    function ask() {
      window.clearTimeout(timer);
      const wanted = new URL(form.action);
      for (const [name, value] of new FormData(form)) if (value) wanted.searchParams.set(name, value);
      address = wanted.pathname + wanted.search;
      window.history.replaceState(null, "", address);
      renew();
    }
    form.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(ask, 200); });
    form.addEventListener("submit", function (event) { event.preventDefault(); ask(); });
  }

  // ---- One stream a page. The browser joins again by itself and says what it has seen. ----
  function listen() {
    const source = new EventSource(desk.dataset.events);
    const lamp = document.getElementById("live-lamp");
    let joined = false;
    let timer = 0;
    function tell(live) {
      desk.dataset.connected = String(live);
      if (!lamp) return;
      lamp.dataset.state = live ? "on" : "off";
      lamp.textContent = live ? lamp.dataset.on : lamp.dataset.off;
    }
    source.addEventListener("desk", function () { window.clearTimeout(timer); timer = window.setTimeout(renew, 60); });
    source.addEventListener("exchange", function (event) { if (log) received(event.data); });
    source.addEventListener("missed", function () { if (log) window.location.reload(); });
    source.addEventListener("open", function () {
      tell(true);
      if (joined) renew();
      joined = true;
    });
    source.addEventListener("error", function () { tell(false); });
    window.addEventListener("pagehide", function () { source.close(); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) window.location.reload(); });
  }

  wireFlip();
  if (log) wireTrace();
  wireSearch();
  listen();
  const problem = document.getElementById("problem");
  if (problem) problem.focus();
})();
