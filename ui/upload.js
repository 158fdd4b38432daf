// Uploading documents: each file goes to the service by itself, with its progress and its result.
// Gradio's own upload tells its progress by a stream that it cannot close, and complains of that.
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

  const tell = (row, good, text) => {
    const told = document.createElement("span");
    told.className = good ? "bk-done" : "bk-problem";
    told.textContent = text;
    row.querySelector("progress").replaceWith(told);
  };

  const send = (file, form, row) =>
    new Promise((ended) => {
      const most = Number(form.dataset.most);
      const types = form.querySelector("input[type=file]").accept.split(",");
      if (!types.some((type) => file.name.toLowerCase().endsWith(type))) {
        tell(row, false, `不支持这种文件，可以上传 ${types.join(" ")}。`);
        return ended();
      }
      if (file.size > most) {
        tell(row, false, `文件有 ${megabytes(file.size)}，最多只能 ${megabytes(most)}。`);
        return ended();
      }
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
        else if (answer && answer.error) tell(row, false, answer.error.message + answer.error.hint);
        else tell(row, false, "没有传上去，请检查网络后再试。");
        ended();
      });
      request.send(body);
    });

  const take = async (form, files) => {
    const list = form.parentElement.querySelector(".bk-uploaded");
    list.replaceChildren();
    const rows = [...files].map((file) => [file, rowFor(list, file.name)]);
    for (const [file, row] of rows) {
      await send(file, form, row);
      form.parentElement.querySelector('[data-act="uploaded"]').click();
    }
  };

  document.addEventListener("change", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches(".bk-upload input[type=file]")) return;
    const files = [...event.target.files];
    event.target.value = ""; // so that the same file can be chosen again
    if (files.length) take(event.target.form, files);
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
