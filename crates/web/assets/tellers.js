// The pages of a vote before three tellers: registering a device, the ballot, a teller's table. The module does the
// arithmetic (seat.js); this script carries questions and answers between page, module and server.

const root = document.getElementById("tellers");
const { page, glue, module, meeting, token, board, sums } = root.dataset;
const part = (name) => root.querySelector(`[data-${name}]`);
const read = (name) => JSON.parse(root.dataset[name]);
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const WORDS = { agree: "同意", against: "反对", abstain: "弃权" };

/** The device's secret of a kind for this meeting, kept by this browser only. */
const kept = (kind) => localStorage.getItem(`hengjian.${kind}.${meeting}`);
const keep = (kind, secret) => localStorage.setItem(`hengjian.${kind}.${meeting}`, secret);
const forget = (kind) => localStorage.removeItem(`hengjian.${kind}.${meeting}`);

function tell(text) {
  const line = part("problem");
  line.textContent = text;
  line.hidden = text === "";
}

/** Asks the server again while the network fails; it takes a repeated post once. */
async function patiently(request) {
  for (;;) {
    try {
      const answer = await request();
      if (answer.status < 500) return answer;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    tell("网络中断，正在重新发送，请不要关闭页面。");
    await wait(1500);
  }
}

async function send(url, fields) {
  const body = new URLSearchParams({ token, ...fields });
  const answer = await patiently(() => fetch(url, { method: "POST", body }));
  const said = await answer.json().catch(() => ({ refused: ["登录已失效或页面已过期"] }));
  if (!answer.ok) throw new Error(said.refused.join("；"));
  tell("");
  return said;
}

/** The page on which a member registers this device. */
function register({ device, random }) {
  const form = part("register").querySelector("form");
  const own = kept("seat");
  const key = own && device.ask({ ask: "key", secret: own });
  part("state").textContent = !root.dataset.key
    ? "您的席位还没有登记投票设备。"
    : key === root.dataset.key ? "本设备已经登记为您的投票设备。" : "您的席位登记的是另一台设备。在本设备登记后，那一台不能再投票。";
  form.addEventListener("submit", () => {
    const secret = own ?? random();
    keep("seat", secret);
    form.elements.key.value = device.ask({ ask: "key", secret });
  });
}

/** The ballot: every choice is sealed here and sent at once; the confirmation makes them the seat's ballot. */
function ballot({ device, random }) {
  const secret = kept("seat");
  if (!secret) throw new Error("这台设备没有登记为您的投票设备，请在登记过的设备上投票。");
  const { poll } = device.ask({
    ask: "start", poll: read("sheet"), seat: Number(root.dataset.seat), secret, session: random(), before: read("before"),
  });
  part("digest").textContent = poll;
  let queue = Promise.resolve();
  // One after the other; after a failure nothing more is sent.
  const inOrder = (work) => {
    queue = queue.then(work);
    queue.catch((error) => {
      tell(`${error.message}。请刷新页面，重新填写。`);
      root.querySelectorAll("input, button").forEach((input) => { input.disabled = true; });
    });
  };
  const post = (what) => send(board, { post: JSON.stringify(what) });
  for (const row of root.querySelectorAll("[data-item]")) {
    const item = Number(row.dataset.item);
    const line = row.querySelector("[data-code]");
    row.addEventListener("change", ({ target }) => {
      const made = device.ask({ ask: "enter", item, choice: target.value, random: random() });
      row.dataset.latest = made.code;
      line.textContent = "正在记录……";
      inOrder(async () => {
        await post(made.post);
        if (row.dataset.latest === made.code) line.textContent = `已加密记录，编码 ${made.code}`;
      });
    });
    row.querySelector("[data-challenge]").addEventListener("click", () => {
      let opened;
      try {
        opened = device.ask({ ask: "open", item });
      } catch (error) {
        line.textContent = error.message;
        return;
      }
      delete row.dataset.latest;
      inOrder(async () => {
        await post(opened.post);
        row.querySelectorAll("input").forEach((input) => { input.checked = false; });
        line.textContent = `检验：加密记录中是“${WORDS[opened.opening.choice]}”。这一次记录已作废，请重新选择。`;
      });
    });
  }
  part("confirm").addEventListener("click", () => {
    let confirmed;
    try {
      confirmed = device.ask({ ask: "confirm" });
    } catch (error) {
      tell(error.message);
      return;
    }
    inOrder(async () => {
      await post(confirmed.post);
      part("own").textContent = confirmed.code;
      part("sheet").hidden = true;
      part("done").hidden = false;
      part("done").focus();
    });
  });
}

/** All posts after the `number`-th, and whether the board is closed. */
async function shown(number) {
  const all = [];
  for (;;) {
    const answer = await patiently(() => fetch(`${board}?after=${number + all.length}`));
    if (!answer.ok) throw new Error("投票已经作废或者登录已失效");
    const { posts, closed } = await answer.json();
    all.push(...posts);
    if (posts.length === 0) return { posts: all, closed };
  }
}

/** A teller's table: keys before the vote, a copy of the board during it, the sums after it. */
async function table({ device, random }) {
  const { teller, name, sheet, published } = root.dataset;
  const form = part("register")?.querySelector("form");
  form?.addEventListener("submit", () => {
    const secret = kept("teller") ?? random();
    keep("teller", secret);
    const keys = device.ask({ ask: "teller_keys", secret, name });
    form.elements.sealing.value = keys.sealing;
    form.elements.signing.value = keys.signing;
  });
  if (!sheet || published) return;
  const secret = kept("teller");
  if (!secret) throw new Error("这台设备没有登记计票密钥，请在登记过的设备上计票。");
  const state = part("state");
  let copy = null;
  for (;;) {
    const { posts, closed } = await shown(copy?.number ?? 0);
    if (copy === null) {
      state.textContent = "正在核对已有的记录……";
      // So that the sentence is seen before the work begins, which holds the page up.
      await wait(50);
      copy = device.ask({ ask: "watch", poll: read("sheet"), teller: Number(teller), secret, posts });
    } else if (posts.length > 0) {
      copy = device.ask({ ask: "receive", posts });
    }
    for (const complaint of copy.complaints) await send(board, { post: JSON.stringify(complaint) });
    copy.complaints = [];
    tell("");
    part("number").textContent = copy.number;
    part("head").textContent = copy.head;
    state.textContent = "已同步，记录与平台一致。投票结束前请不要关闭本页。";
    if (closed && posts.length === 0) break;
    await wait(closed ? 0 : 2000);
  }
  state.textContent = "投票已截止，正在计算合计……";
  const own = device.ask({ ask: "sums" });
  await send(sums, { head: JSON.stringify(own.head), sums: JSON.stringify(own.sums) });
  forget("teller");
  state.textContent = "合计已公布，本设备上的份额和密钥已删除。";
}

async function begin() {
  const { lacking, load, random } = await import(glue);
  const lacks = lacking();
  if (lacks.length > 0) throw new Error(`这台设备的浏览器不支持${lacks.join("、")}，请更新或者更换浏览器`);
  const device = await load(await fetch(module));
  part("starting").hidden = true;
  part("working").hidden = false;
  await { register, ballot, table }[page]({ device, random });
}

begin().catch((error) => tell(error.message));
