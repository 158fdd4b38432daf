// What the pages with sources do in the browser itself: opening citation cards, and the sheet in
// which they stand on a phone.
// Listeners sit on the document because Gradio replaces the elements they are about.
(() => {
  "use strict";
  window.beike = window.beike || {};
  document.documentElement.lang = "zh-CN";
  const SHEET = "bk-sheet-open";
  const phone = window.matchMedia("(max-width: 860px)");
  let opener = null;

  const showPanel = (turn) => {
    for (const panel of document.querySelectorAll("#bk-panels .bk-panel")) {
      panel.classList.toggle("is-current", panel.dataset.turn === turn);
    }
  };

  const openSheet = (from) => {
    if (!phone.matches) return;
    opener = from;
    document.body.classList.add(SHEET);
  };

  window.beike.openSheet = openSheet;

  const closeSheet = () => {
    if (!document.body.classList.contains(SHEET)) return;
    document.body.classList.remove(SHEET);
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
  };

  // Scrolls only the boxes meant to scroll; scrollIntoView would also move the page.
  const centre = (box, target) => {
    const gap = target.getBoundingClientRect().top - box.getBoundingClientRect().top;
    const room = Math.max(0, (box.clientHeight - target.offsetHeight) / 2);
    box.scrollTop += gap - Math.min(room, box.clientHeight / 3);
  };

  const reveal = (card) => {
    const source = card.querySelector(".bk-source");
    const mark = source && source.querySelector("mark");
    if (mark) centre(source, mark);
    const side = document.getElementById("bk-side");
    const gap = card.getBoundingClientRect().top - side.getBoundingClientRect().top;
    if (gap < 56 || gap > side.clientHeight / 2) side.scrollTop += gap - 64;
  };

  const openCard = (id, from) => {
    const card = document.getElementById(id);
    if (!card) return;
    const panel = card.closest(".bk-panel");
    if (window.beike.openTab) window.beike.openTab("sources");
    showPanel(panel.dataset.turn);
    for (const other of panel.querySelectorAll(".bk-card[open]")) {
      if (other !== card) other.open = false;
    }
    opener = from;
    openSheet(from);
    card.open = true;
    card.querySelector("summary").focus({ preventScroll: true });
    reveal(card);
  };

  window.beike.openCard = openCard;

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const link = target.closest('a[href^="#"]');
    if (link) {
      // Gradio's <base> would make another page of it.
      const place = document.getElementById(link.getAttribute("href").slice(1));
      event.preventDefault();
      if (!place) return;
      place.scrollIntoView();
      place.tabIndex = -1;
      return place.focus({ preventScroll: true });
    }
    const cite = target.closest("button.bk-cite");
    if (cite) return openCard(cite.dataset.card, cite);
    const more = target.closest("button.bk-more");
    if (more) {
      showPanel(more.dataset.turn);
      document.getElementById("bk-side").scrollTop = 0;
      const found = document.querySelector(".bk-panel.is-current .bk-found");
      if (found && !document.querySelector(".bk-panel.is-current .bk-card")) found.open = true;
      return openSheet(more);
    }
    const outside = document.body.classList.contains(SHEET) && !target.closest("#bk-side");
    if (target.closest(".bk-close") || outside) closeSheet();
  });

  // "toggle" does not bubble, so it is caught on the way down.
  document.addEventListener(
    "toggle",
    (event) => {
      const card = event.target;
      if (card instanceof HTMLElement && card.matches(".bk-card") && card.open) reveal(card);
    },
    true,
  );

  const closeCard = () => {
    const card = document.querySelector(".bk-panel.is-current .bk-card[open]");
    if (!card) return;
    card.open = false;
    const back = opener && opener.isConnected ? opener : card.querySelector("summary");
    back.focus({ preventScroll: true });
    opener = null;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    if (document.body.classList.contains(SHEET)) closeSheet();
    else closeCard();
  });
})();
