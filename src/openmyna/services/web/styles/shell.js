// What the pages need beside htmx. Without scripts every form and link works as well.
"use strict";
(function () {
  // A notice that a server's answer brought takes the focus, so that it is read and can be found again.
  document.addEventListener("htmx:afterSwap", function (event) {
    const notice = event.target.id === "notices" && event.target.querySelector(".notice");
    if (notice) notice.focus();
  });
  // The server did not answer at all: the sentence for that came with the page.
  function unreachable() {
    const words = document.getElementById("unreachable");
    const place = document.getElementById("notices");
    if (words && place) place.replaceChildren(words.content.cloneNode(true));
  }
  document.addEventListener("htmx:sendError", unreachable);
  document.addEventListener("htmx:timeout", unreachable);
})();
