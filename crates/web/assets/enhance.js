// Enhancements. Every page works without them; each part stands alone and fails silently.

const seconds = (n) => n * 1000;
const all = (selector, root = document) => root.querySelectorAll(selector);

/** Moves the focus to the error summary, so that it is read first. */
function focusErrors() {
  document.getElementById("error-summary")?.focus();
}

/** A form is sent once; a second press within the next seconds is ignored. */
function guardDoubleSubmit() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, seconds(5));
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
}

/** Shows further inputs only beside the option they belong to. */
function revealChoices() {
  for (const input of all("input[data-reveals]")) {
    const more = document.getElementById(input.dataset.reveals);
    if (!more) continue;
    const show = () => { more.hidden = !input.checked; };
    for (const other of all("input")) if (other.name === input.name) other.addEventListener("change", show);
    show();
  }
}

/** Counts characters along with the writer; spoken after a pause. */
function countCharacters() {
  for (const field of all("[data-count]")) {
    const area = field.querySelector("textarea");
    const line = area && document.getElementById(`${area.id}-count`);
    if (!line) continue;
    const most = Number(field.dataset.count);
    line.setAttribute("aria-live", "polite");
    let timer;
    const say = () => {
      const left = most - [...area.value.trim()].length;
      line.textContent = left >= 0 ? `还可以写 ${left} 个字。` : `超出 ${-left} 个字。`;
    };
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(say, 300); });
    say();
  }
}

/** Tells at once when a chosen file is larger than the server takes. */
function checkFileSizes() {
  for (const input of all("input[type=file][data-most-bytes]")) {
    input.addEventListener("change", () => {
      const most = Number(input.dataset.mostBytes);
      const large = [...input.files].find((file) => file.size > most);
      const id = `${input.id}-size`;
      document.getElementById(id)?.remove();
      if (!large) return;
      const line = document.createElement("p");
      line.id = id;
      line.className = "error-message";
      line.setAttribute("role", "alert");
      line.textContent = `“${large.name}”超过大小限制，请压缩后重新选择。`;
      input.before(line);
      input.value = "";
    });
  }
}

/** Saves a form by itself while people type, and says when. */
function autosave() {
  for (const form of all("form[data-autosave]")) {
    const line = document.createElement("p");
    line.className = "saved";
    line.setAttribute("role", "status");
    (form.querySelector(".buttons") ?? form).append(line);
    let timer;
    const save = async () => {
      const data = new FormData(form);
      for (const input of all("input[type=file]", form)) data.delete(input.name);
      try {
        const body = new URLSearchParams(data);
        const answer = await fetch(form.dataset.autosave, { method: "POST", body, redirect: "error" });
        if (!answer.ok) throw new Error(answer.statusText);
        delete form.dataset.dirty;
        const now = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
        line.textContent = `${now} 已自动保存`;
      } catch {
        line.textContent = "自动保存没有成功，请点按钮保存。";
      }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, seconds(2)); });
  }
}

/** Asks before a page with something unsaved is left. */
function guardUnsaved() {
  for (const form of all("form[data-guard]")) {
    form.addEventListener("input", () => { form.dataset.dirty = "yes"; });
    form.addEventListener("submit", () => { delete form.dataset.dirty; });
    addEventListener("beforeunload", (event) => { if (form.dataset.dirty) event.preventDefault(); });
  }
}

/** Shows how far an upload is; the answer is a page, as without scripts. */
function uploadProgress() {
  for (const form of all('form[enctype="multipart/form-data"]')) {
    form.addEventListener("submit", (event) => {
      const files = [...all("input[type=file]", form)].flatMap((input) => [...input.files]);
      if (event.defaultPrevented || files.reduce((sum, file) => sum + file.size, 0) < 1 << 20) return;
      event.preventDefault();
      const bar = document.createElement("progress");
      bar.setAttribute("aria-label", "上传进度");
      form.append(bar);
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.responseType = "document";
      request.upload.addEventListener("progress", ({ loaded, total }) => { bar.max = total; bar.value = loaded; });
      request.addEventListener("load", () => {
        if (request.responseURL !== form.action) { location.assign(request.responseURL); return; }
        const page = request.response;
        if (!page) { location.reload(); return; }
        document.title = page.title;
        document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
        start();
      });
      request.addEventListener("error", () => { bar.remove(); delete form.dataset.sent; alert("上传没有成功，请检查网络后重试。"); });
      const data = new FormData(form, event.submitter);
      request.send(data);
    });
  }
}

/** One tick in the head of a list ticks the whole page of it. */
function tickAll() {
  for (const head of all("thead .tick")) {
    const boxes = all("tbody .tick input", head.closest("table"));
    if (!boxes.length) continue;
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", "选择本页全部");
    box.addEventListener("change", () => { for (const one of boxes) one.checked = box.checked; });
    head.replaceChildren(box);
  }
}

/** Warns two minutes before the session ends and offers to stay. */
function sessionWarning() {
  const { idleSeconds, extend, token } = document.body.dataset;
  if (!idleSeconds) return;
  const dialog = document.createElement("dialog");
  const words = document.createElement("p");
  words.textContent = "您已较长时间没有操作，2 分钟后将自动退出。已保存的内容不会丢失。";
  const stay = document.createElement("button");
  stay.className = "button";
  stay.textContent = "继续使用";
  dialog.setAttribute("aria-label", "即将自动退出");
  dialog.append(words, stay);
  document.body.append(dialog);
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => dialog.showModal(), Math.max(seconds(30), seconds(idleSeconds - 120)));
  };
  dialog.addEventListener("close", async () => {
    const answer = await fetch(extend, { method: "POST", body: new URLSearchParams({ token }) }).catch(() => null);
    if (answer?.ok) wait(); else location.reload();
  });
  stay.addEventListener("click", () => dialog.close());
  wait();
}

/** Follows what changes on the server: the part is fetched anew until it no longer asks for that. */
function follow() {
  for (const part of all("[data-follow][id]")) {
    const again = async () => {
      const own = document.getElementById(part.id);
      try {
        const answer = document.hidden ? null : await fetch(location.href);
        const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
        const next = page && page.getElementById(part.id);
        if (next && next.innerHTML !== own.innerHTML) own.innerHTML = next.innerHTML;
        if (next && !next.dataset.follow) return;
      } catch { /* the network may come back */ }
      setTimeout(again, seconds(Number(part.dataset.follow)));
    };
    setTimeout(again, seconds(Number(part.dataset.follow)));
  }
}

/** Shows the print button, which only works with scripts. */
function printButton() {
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}

function start() {
  for (const part of [focusErrors, revealChoices, countCharacters, checkFileSizes, autosave, guardUnsaved, uploadProgress, tickAll, follow]) {
    try { part(); } catch (error) { console.error(error); }
  }
}

guardDoubleSubmit();
sessionWarning();
printButton();
start();
