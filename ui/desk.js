// What all pages do in the browser itself: the address that finds a conversation or draft again,
// the drawer with earlier ones, the panels beside a draft, signing in and out.
(() => {
  "use strict";
  const beike = (window.beike = window.beike || {});
  const DRAWER = "bk-past-open";

  // --- panels beside a draft ---
  let wanted = "edit";
  beike.openTab = (name) => {
    wanted = name; // the panels may come later
    const side = document.getElementById("bk-side");
    const tabs = side ? side.querySelectorAll('[role="tab"]') : [];
    for (const tab of tabs) {
      const on = tab.dataset.tab === name;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
    }
    if (tabs.length) side.dataset.tab = name;
  };

  // --- the drawer ---
  const setDrawer = (open) => {
    document.body.classList.toggle(DRAWER, open);
    for (const opener of document.querySelectorAll(".bk-open-past")) {
      opener.setAttribute("aria-expanded", String(open));
    }
    const first = document.querySelector("#bk-past button, #bk-past input");
    if (open && first) first.focus({ preventScroll: true });
  };

  const logOut = async () => {
    await fetch("/v1/logout", { method: "POST" });
    window.location.assign("/login");
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    const tab = target.closest('[role="tab"][data-tab]');
    if (tab) beike.openTab(tab.dataset.tab);
    if (target.closest(".bk-logout")) logOut();
    if (target.closest(".bk-open-past")) {
      return setDrawer(!document.body.classList.contains(DRAWER));
    }
    const act = target.closest("#bk-plan [data-act], #bk-checks [data-act]");
    if (act && ["edit", "evidence"].includes(act.dataset.act)) {
      beike.openTab(act.dataset.act);
      beike.openSheet(act);
    }
    const inside = target.closest("#bk-past");
    if (document.body.classList.contains(DRAWER) && (!inside || target.closest(".bk-item, #bk-fresh"))) {
      setDrawer(false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") setDrawer(false);
    const tab = event.target instanceof Element && event.target.closest('[role="tab"][data-tab]');
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!tab || !step) return;
    const all = [...tab.parentElement.querySelectorAll('[role="tab"]')];
    const next = all[(all.indexOf(tab) + step + all.length) % all.length];
    beike.openTab(next.dataset.tab);
    next.focus();
  });

  // --- what was pressed keeps the focus when its list is shown anew ---
  let pressed = null;
  document.addEventListener("click", (event) => {
    const act = event.target instanceof Element && event.target.closest("[data-act]");
    const host = act && act.closest("[id^=bk-]");
    const told = act && Object.entries(act.dataset).filter(([name]) => name !== "confirm");
    const same = told && told.map(([name, value]) => `[data-${name}="${CSS.escape(value)}"]`);
    pressed = host && host !== act ? { act, find: `#${host.id} ${same.join("")}` } : null;
  });
  const refocus = () => {
    if (!pressed || pressed.act.isConnected || document.activeElement !== document.body) return;
    const anew = document.querySelector(pressed.find);
    if (anew) anew.focus({ preventScroll: true });
    pressed = anew ? { ...pressed, act: anew } : null;
  };

  // --- what the pages tell: address, panel to open, place to show ---
  let told = "";
  let shown = "";
  const look = () => {
    refocus();
    const leave = document.querySelector("[data-leave]");
    if (leave) return window.location.assign(leave.dataset.leave);
    const hint = document.querySelector("[data-address]");
    if (hint && hint.outerHTML !== told) {
      told = hint.outerHTML;
      if (window.location.pathname + window.location.search !== hint.dataset.address) {
        window.history.replaceState(window.history.state, "", hint.dataset.address);
      }
      if (hint.dataset.openTab) beike.openTab(hint.dataset.openTab);
    }
    for (const opener of document.querySelectorAll(".gr-accordion > button")) {
      const open = String(opener.classList.contains("open"));
      if (opener.getAttribute("aria-expanded") !== open) opener.setAttribute("aria-expanded", open);
    }
    const side = document.getElementById("bk-side");
    if (side && side.querySelector(".bk-tabs") && !side.dataset.tab) beike.openTab(wanted);
    for (const pane of document.querySelectorAll(".bk-pane:not([role])")) {
      pane.setAttribute("role", "tabpanel");
      pane.setAttribute("aria-labelledby", pane.id.replace("bk-pane-", "bk-tab-"));
    }
    const place = document.querySelector(".bk-text mark, .bk-diff, .bk-understood");
    const key = place ? place.outerHTML.slice(0, 300) : "";
    const block = place && place.matches(".bk-understood") ? "start" : "center";
    if (place && key !== shown) place.scrollIntoView({ block });
    shown = key;
  };
  new MutationObserver(look).observe(document.documentElement, {
    childList: true,
    subtree: true,
    attributeFilter: ["class"],
  });
})();
