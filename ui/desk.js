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

  // --- asking before something is lost ---
  // Resolves to whether to go on; `pressed` carries the question and says what is done.
  beike.confirmed = (pressed) =>
    new Promise((answered) => {
      const dialog = document.createElement("dialog");
      dialog.className = "bk-ask";
      const text = document.createElement("p");
      text.id = "bk-ask-text";
      text.textContent = pressed.dataset.confirm;
      dialog.setAttribute("aria-labelledby", text.id);
      const form = document.createElement("form");
      form.method = "dialog";
      for (const [value, label] of [["", "取消"], ["yes", pressed.textContent]]) {
        const button = document.createElement("button");
        Object.assign(button, { value, textContent: label, className: "bk-act" });
        button.classList.toggle("bk-main-act", value !== "");
        form.append(button);
      }
      dialog.append(text, form);
      dialog.addEventListener("close", () => {
        dialog.remove();
        answered(dialog.returnValue === "yes");
      });
      document.querySelector(".gradio-container").append(dialog);
      dialog.showModal();
    });

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

  // --- lists that narrow while one types ---
  // Gradio's list follows the keys, and those come before the text is there; what an input method
  // or a phone's keyboard writes comes without keys. So every change of the text counts as one.
  document.addEventListener("input", (event) => {
    if (!event.target.matches('input[role="combobox"]')) return;
    event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Unidentified", bubbles: true }));
  });

  // --- what was pressed keeps the focus when its list is shown anew ---
  let pressed = null;
  document.addEventListener("click", (event) => {
    if (!event.isTrusted || event.target.closest("dialog")) return;
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
  let asked = "";
  // From a document back to the page it was opened on, and there to the source it was opened from.
  const leadBack = (link) => {
    link.dataset.leads = "";
    const from = document.referrer ? new URL(document.referrer) : null;
    const name = from && document.querySelector(`.bk-header nav a[href="${from.pathname}"]`);
    if (!name || from.origin !== window.location.origin) return;
    link.textContent = `返回${name.textContent}`;
    link.href = `${from.pathname}${from.search}#${window.location.search.slice(1)}`;
  };
  const comeBack = () => {
    const { hash, pathname, search } = window.location;
    if (!hash.startsWith("#d=")) return;
    const address = `/read?${hash.slice(1)}`;
    const links = [...document.querySelectorAll(".bk-card .bk-whole-link")];
    const link = links.findLast((each) => each.getAttribute("href") === address);
    if (!link) return;
    window.history.replaceState(window.history.state, "", pathname + search);
    const { id } = link.closest(".bk-card");
    beike.openCard(id, document.querySelector(`[data-card="${id}"]`));
  };
  const look = () => {
    refocus();
    const leave = document.querySelector("[data-leave]");
    if (leave) return window.location.assign(leave.dataset.leave);
    const titled = [...document.querySelectorAll("[data-title]")].pop();
    if (titled && document.title !== titled.dataset.title) document.title = titled.dataset.title;
    const back = document.querySelector(".bk-back:not([data-leads])");
    if (back) leadBack(back);
    comeBack();
    const asking = document.querySelector("[data-now]");
    if (asking && asking.dataset.now !== asked) {
      asked = asking.dataset.now;
      asking.click();
    }
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
