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
    keepInSight();
    underWay = false;
    if (again) { again = false; renew(); }
  }

  function replaceFrom(fresh) {
    const said = [];
    for (const old of document.querySelectorAll("[data-live]")) {
      const next = fresh.getElementById(old.id);
      if (!old.isConnected || !next || next.isEqualNode(old.original || old)) continue;
      // A form stays while nothing but what was typed into it differs, and while the card is at it.
      if ("state" in old.dataset && (old.dataset.state === next.dataset.state || old.querySelector("[aria-busy]"))) continue;
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

  // ---- What came of a use is brought into sight, also when what stands above it changes its height afterwards. ----
  let inSight = null;
  function keepInSight() {
    if (inSight && inSight.isConnected) inSight.scrollIntoView({ block: "start", behavior: "instant" });
  }
  for (const kind of ["pointerdown", "keydown", "wheel", "touchmove"]) {
    document.addEventListener(kind, function () { inSight = null; }, { passive: true });
  }

  document.addEventListener("htmx:afterRequest", function (event) {
    tellUnderWay(event.target, false);
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
    tellUnderWay(form, true);
    queueMicrotask(function () {
      for (const field of form.querySelectorAll("input[type=password]")) field.value = "";
    });
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.target.id !== "outcome-place") {
      const field = fieldOf(event.target);
      if (field) refused(field);
      return;
    }
    const outcome = document.getElementById("outcome");
    if (!outcome) return;
    for (const field of document.querySelectorAll(".use input[aria-invalid]")) mended(field);
    outcome.focus({ preventScroll: true });
    inSight = outcome;
    keepInSight();
  });

  function tellUnderWay(form, busy) {
    const words = form.querySelector && form.querySelector(".under-way");
    if (!words) return;
    words.textContent = busy ? words.dataset.words : "";
    if (busy) form.setAttribute("aria-busy", "true"); else form.removeAttribute("aria-busy");
  }

  // ---- What could be no PIN is told at its field, and no older outcome stands beside it. ----
  function errorOf(field) { return document.getElementById(field.id.replace(/-credential$/, "-error")); }
  function fieldOf(error) { return error.id.endsWith("-error") ? document.getElementById(error.id.replace(/-error$/, "-credential")) : null; }

  function refused(field) {
    const place = document.getElementById("outcome-place");
    if (place) place.replaceChildren();
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
  function mended(field) {
    field.removeAttribute("aria-invalid");
    errorOf(field).replaceChildren();
  }
  document.addEventListener("invalid", function (event) {
    const field = event.target;
    if (!field.dataset.wrong) return;
    event.preventDefault();
    errorOf(field).textContent = field.dataset.wrong;
    refused(field);
  }, true);
  document.addEventListener("input", function (event) {
    if (event.target.dataset.wrong && event.target.hasAttribute("aria-invalid")) mended(event.target);
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

  // While paused the lamp does not say that the page is live, for it is not.
  let live = false;
  function tellLamp() {
    const lamp = document.getElementById("live-lamp");
    if (!lamp) return;
    lamp.dataset.state = !live ? "off" : paused ? "paused" : "on";
    lamp.textContent = !live ? lamp.dataset.off : paused ? lamp.dataset.paused.replace("#", String(waiting.length)) : lamp.dataset.on;
  }

  function received(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    for (const row of [...holder.content.children]) {
      if (paused) { waiting.push(row); if (waiting.length > KEPT) waiting.shift(); } else show(row);
    }
    if (paused) tellLamp(); else tellEmpty();
  }

  function wireTrace() {
    document.getElementById("trace-tools").hidden = false;
    document.getElementById("trace-refresh").hidden = true;
    const pause = document.getElementById("trace-pause");
    pause.addEventListener("click", function () {
      paused = !paused;
      pause.setAttribute("aria-pressed", String(paused));
      if (!paused) { waiting.splice(0).forEach(show); tellEmpty(); }
      tellLamp();
    });
    document.getElementById("trace-clear").addEventListener("click", function () {
      log.replaceChildren();
      waiting.length = 0;
      tellEmpty();
      tellLamp();
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

  // ---- One stream for each page somebody sees. The browser joins again by itself and says what it has seen. ----
  function listen() {
    let source = null;
    let last = "";
    let timer = 0;
    let joined = false;
    function tell(joinedNow) {
      live = joinedNow;
      desk.dataset.connected = String(live);
      tellLamp();
    }
    function open() {
      const from = new URL(desk.dataset.events, window.location.href);
      // A new stream does not know what the one before it brought.
      if (last) from.searchParams.set("after", last);
      source = new EventSource(from);
      source.addEventListener("desk", function (event) {
        if (!log) last = event.lastEventId;
        window.clearTimeout(timer);
        timer = window.setTimeout(renew, 60);
      });
      source.addEventListener("exchange", function (event) {
        last = event.lastEventId;
        if (log) received(event.data);
      });
      source.addEventListener("missed", function () { if (log) window.location.reload(); });
      // The first stream begins where the page was drawn. A later one may be of a desk that started anew.
      source.addEventListener("open", function () { tell(true); if (joined) renew(); joined = true; });
      source.addEventListener("error", function () { tell(false); });
    }
    // A browser keeps six connections to one server: six hidden pages that listen would leave none for the seventh.
    function follow() {
      if (!document.hidden) {
        if (!source) open();
      } else if (source) {
        source.close();
        source = null;
        tell(false);
      }
    }
    document.addEventListener("visibilitychange", follow);
    window.addEventListener("pagehide", function () { if (source) source.close(); });
    window.addEventListener("pageshow", function (event) { if (event.persisted) window.location.reload(); });
    follow();
  }

  wireFlip();
  if (log) wireTrace();
  wireSearch();
  listen();
  const problem = document.getElementById("problem");
  if (problem) problem.focus();
})();
