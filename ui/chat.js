// What the chat page does in the browser itself: keeping the newest text in view, copying answers,
// opening the choices of documents, and names for screen readers that Gradio has no place for.
(() => {
  "use strict";
  const name = (element, role, label) => {
    if (!element) return;
    element.setAttribute("role", role);
    element.setAttribute("aria-label", label);
  };

  // Follows a growing answer unless the reader has scrolled up.
  let near = true;
  let tries = 300;
  const watch = () => {
    const log = document.getElementById("bk-log");
    const live = document.getElementById("bk-live");
    const scroller = document.getElementById("bk-scroll");
    if (!log || !live || !scroller) {
      if ((tries -= 1) > 0) window.setTimeout(watch, 100);
      return;
    }
    scroller.addEventListener("scroll", () => {
      near = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 160;
    });
    name(log, "log", "对话");
    name(document.getElementById("bk-side"), "complementary", "出处");
    const box = document.querySelector("#bk-box textarea");
    if (box) box.setAttribute("aria-label", "问题");
    new MutationObserver(() => {
      // A new question is always brought into view.
      if (live.querySelector(".bk-wait")) near = true;
      if (near && !log.querySelector(".bk-welcome")) scroller.scrollTop = scroller.scrollHeight;
    }).observe(scroller, { childList: true, subtree: true, characterData: true });
  };
  watch();

  // The choices of documents over the question: opened and closed here, filled by the page.
  const PICKING = "bk-picking";
  const setPicker = (open) => {
    document.body.classList.toggle(PICKING, open);
    const opener = document.querySelector(".bk-open-picker");
    if (opener) opener.setAttribute("aria-expanded", String(open));
    const field = open && document.querySelector("#bk-find :is(input, textarea)");
    if (field) field.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target || !target.isConnected) return;
    const open = document.body.classList.contains(PICKING);
    if (target.closest(".bk-open-picker")) return setPicker(!open);
    if (open && !target.closest("#bk-picker, #bk-chips")) setPicker(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !document.body.classList.contains(PICKING)) return;
    setPicker(false);
    const opener = document.querySelector(".bk-open-picker");
    if (opener) opener.focus({ preventScroll: true });
  });

  const copied = async (text) => {
    // Only a secure address has a clipboard; a school's own network often is none.
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest(".bk-copy");
    if (!button) return;
    const told = (text) => {
      button.textContent = text;
      window.setTimeout(() => (button.textContent = "复制"), 1600);
    };
    copied(button.dataset.copy).then(() => told("已复制"), () => told("没能复制"));
  });

  // What a question was understood as, put into the box to be changed and asked again.
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest(".bk-edit");
    const box = document.querySelector("#bk-box textarea");
    if (!button || !box) return;
    box.value = button.dataset.edit;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });

  document.addEventListener("keydown", (event) => {
    const field = event.target instanceof Element && event.target.closest(".bk-why input");
    if (!field || event.key !== "Enter" || event.isComposing) return;
    field.closest(".bk-why").querySelector("button").click();
  });
})();
