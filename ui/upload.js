// Files that leave the browser: documents, each by itself, with its progress and its result; and a
// school's own form, which comes back filled with the draft. Nothing goes through Gradio's upload:
// what lies there can be read by everybody.
(() => {
  "use strict";
  const zone = (event) => event.target instanceof Element && event.target.closest(".bk-upload");
  const megabytes = (bytes) => `${Math.ceil(bytes / 1048576)} MB`;

  const rowFor = (list, name) => {
    const row = document.createElement("li");
    const title = document.createElement("b");
    title.textContent = name;
    const bar = document.createElement("progress");
    bar.max = 1;
    bar.setAttribute("aria-label", `正在上传 ${name}`);
    row.append(title, bar);
    list.append(row);
    return row;
  };

  const tell = (row, good, text, hint = "") => {
    const told = document.createElement("span");
    told.className = good ? "bk-done" : "bk-problem";
    told.textContent = text;
    if (hint) told.append(Object.assign(document.createElement("span"), { textContent: hint }));
    row.querySelector("progress").replaceWith(told);
    const title = row.querySelector("b");
    if (text.includes(title.textContent)) title.remove();
  };

  // What is wrong with a file that need not be sent to be refused, and what to do about it.
  const refusal = (file, form) => {
    const { types, cures, most } = form.dataset;
    const name = file.name.toLowerCase();
    if (!types.split(" ").some((type) => name.endsWith(type))) {
      const known = JSON.parse(cures);
      const suffix = Object.keys(known).find((each) => each && name.endsWith(each)) || "";
      return known[suffix].map((text) => text.replace("{}", () => file.name));
    }
    if (file.size <= Number(most)) return null;
    const sizes = `文件有 ${megabytes(file.size)}，最多只能 ${megabytes(Number(most))}。`;
    return [sizes, "请压缩其中的图片，或拆成几份再上传。"];
  };

  const send = (file, form, row) =>
    new Promise((ended) => {
      const body = new FormData();
      body.append("file", file);
      body.append("replace", String(form.elements.replace.checked));
      if (form.elements.scope) body.append("scope", form.elements.scope.value);
      const request = new XMLHttpRequest();
      request.open("POST", "/v1/documents");
      request.upload.addEventListener("progress", (event) => {
        row.querySelector("progress").value = event.loaded / event.total;
      });
      request.addEventListener("loadend", () => {
        let answer = null;
        try {
          answer = JSON.parse(request.responseText);
        } catch {
          // no answer at all: said below
        }
        if (request.status === 202) tell(row, true, "已收下，正在读取；读好后就能提问。");
        else if (answer && answer.error) tell(row, false, answer.error.message, answer.error.hint);
        else tell(row, false, "没有传上去，请检查网络后再试。");
        ended();
      });
      request.send(body);
    });

  const take = async (form, files) => {
    const list = form.parentElement.querySelector(".bk-uploaded");
    list.replaceChildren();
    const rows = [...files].map((file) => [file, rowFor(list, file.name)]);
    const sound = rows.filter(([file, row]) => {
      const refused = refusal(file, form);
      if (refused) tell(row, false, ...refused);
      return !refused;
    });
    for (const [file, row] of sound) {
      await send(file, form, row);
      form.parentElement.querySelector('[data-act="uploaded"]').click();
    }
  };

  // --- a school's own form ---
  const line = (kind, text) => {
    const told = document.createElement("p");
    told.className = kind;
    told.textContent = text;
    return told;
  };

  const fill = async (form, file) => {
    const place = form.querySelector(".bk-filled");
    place.replaceChildren(line("bk-quiet", `正在填《${file.name}》…`));
    const body = new FormData();
    body.append("form", file);
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body }).catch(() => null);
    if (!answer || !answer.ok) {
      const told = answer && (await answer.json().catch(() => null));
      const why = told && told.error ? told.error.message + told.error.hint : "没有传上去，请检查网络后再试。";
      return place.replaceChildren(line("bk-problem", answer && answer.status === 413 ? "这个模板太大了。" : why));
    }
    const link = document.createElement("a");
    link.className = "bk-act bk-main-act";
    link.textContent = "下载填好的教案";
    link.href = URL.createObjectURL(await answer.blob());
    link.download = decodeURIComponent(answer.headers.get("Content-Disposition").split("UTF-8''")[1]);
    const notes = JSON.parse(answer.headers.get("Beike-Notes"));
    const told = notes.map((note) => line("bk-note", note));
    place.replaceChildren(link, ...(told.length ? told : [line("bk-done", "已经填好。")]));
  };

  const chosen = { ".bk-upload": take, ".bk-fill": (form, [file]) => fill(form, file) };
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || input.type !== "file" || !input.form) return;
    const files = [...input.files];
    input.value = ""; // so that the same file can be chosen again
    for (const [place, taken] of Object.entries(chosen)) {
      if (files.length && input.form.matches(place)) taken(input.form, files);
    }
  });

  const over = (event) => {
    if (!document.querySelector(".bk-upload")) return;
    event.preventDefault(); // beside the zone the browser would leave the page for the file
    const form = zone(event);
    for (const each of document.querySelectorAll(".bk-upload")) {
      each.classList.toggle("is-over", each === form && event.type === "dragover");
    }
    if (event.type === "drop" && form && event.dataTransfer.files.length) {
      take(form, event.dataTransfer.files);
    }
  };
  for (const type of ["dragover", "dragleave", "drop"]) document.addEventListener(type, over);
})();
