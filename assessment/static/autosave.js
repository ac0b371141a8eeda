// Saves each answer by itself; what is not saved is in the fields only (docs/decisions/0008-autosave.md).
const form = document.querySelector("form[data-autosave]"), line = document.querySelector("[data-again]");
const words = line.dataset, token = form.elements.csrf_token, version = (id) => form.elements[`q-${id}--version`];
const block = (id) => document.getElementById(`vraag-${id}`), legend = (id) => block(id).querySelector("legend");
const content = (id) => `${new URLSearchParams([...new FormData(form)].filter(
  ([name]) => name.startsWith(`q-${id}--`) && !name.endsWith("--version")))}`;
// Of each question: what is saved, what was refused and why, and what was sent but not answered.
const wrong = (id) => block(id).matches(".utrecht-form-fieldset--invalid, :has([data-conflict])");
const start = (id) => [id, { saved: wrong(id) ? "" : content(id), refused: content(id), why: "", sent: "", since: 0 }];
const items = new Map([...form.querySelectorAll("[id^=vraag-]")].map((part) => start(part.id.slice(6))));
const waiting = () => [...items].filter(([id, item]) => item.sent || content(id) !== item.saved);
const next = () => waiting().find(([id, item]) => item.sent || content(id) !== item.refused);
let timer, busy = false, failures = 0, trouble, calm = words.ready, pressed = null, leaving = false;
const make = (tag, ...inside) => { const made = document.createElement(tag); made.append(...inside); return made; };
const link = (href, text, target = "") => Object.assign(make("a", text), { href, target, className: words.link });
function show() {
  const saving = !failures && (busy || next()), left = saving ? [] : waiting();
  const names = left.map(([id, { why }]) => make("li", link(`#vraag-${id}`, legend(id).innerText), failures ? "" : why));
  const head = failures ? trouble() : [saving ? words.busy : left.length ? words.left : calm];
  const made = make("div", ...head, make("ul", ...names));
  if (made.innerHTML !== line.innerHTML) line.replaceChildren(...made.childNodes);
}
const soon = (wait) => { clearTimeout(timer); timer = setTimeout(run, wait); show(); };
function settle(id, item, sent, { status, messages = [], html, version: newer, at, remarks }) {
  const held = block(id).contains(document.activeElement), same = content(id) === sent, ok = status === 200;
  if (ok || status === 409) block(id).querySelector("[data-conflict]")?.remove();
  if (status === 409) legend(id).insertAdjacentHTML("afterend", html);
  if (ok && html && same) block(id).outerHTML = html;
  if (ok) [version(id).value, item.saved, calm] = [newer, same ? content(id) : sent, words.saved + at + remarks];
  const refused = failures ? "" : status === 409 ? content(id) : sent;
  Object.assign(item, { sent: "", refused, why: ` ${messages.join(" ")}` });
  if (held && document.activeElement === document.body) Object.assign(block(id), { tabIndex: -1 }).focus();
}
async function run() {
  const [id, item] = (!busy && next()) || [];
  if (!id) return show();
  const tried = item.sent && Date.now() - item.since;
  const rest = [...new FormData(form)].filter(([name]) => !name.startsWith("q-") || name === version(id).name);
  [item.since, item.sent] = item.sent ? [item.since, item.sent] : [Date.now(), content(id)];
  const body = new URLSearchParams([...new URLSearchParams(item.sent), ...rest, ["tried", tried]]);
  show(busy = true);
  const ask = { method: "POST", body, headers: { Accept: "application/json" }, keepalive: true };
  const reply = await fetch(form.dataset.autosave + id, { ...ask, signal: AbortSignal.timeout(15000) })
    .then(async (heard) => ({ ...(await heard.json()), status: heard.status })).catch(() => ({ status: 503 }));
  const failed = reply.status >= 500 || [400, 401, 403].includes(reply.status);
  [busy, failures, token.value] = [false, failed ? failures + 1 : 0, reply.csrf ?? token.value];
  trouble = () => [words.again, ` ${reply.messages ?? ""} `, reply.enter ? link(reply.enter, words.enter, "_blank") : ""];
  if (reply.status < 500) settle(id, item, item.sent, reply);
  soon(failures ? Math.min(500 * 2 ** failures, 10000) : 0);
  if (pressed && !leaving && !item.sent) form.requestSubmit(pressed); // Twice would cut the first one off.
}
form.addEventListener("input", (to) => soon(to.target.matches("[type=text], textarea, [name$=keep]") ? 1500 : 0));
form.addEventListener("focusout", (to) => to.target.closest("[id^=vraag-]")?.contains(to.relatedTarget) || soon(0));
form.addEventListener("submit", (event) => { // Waits for what may have arrived; a second press does not.
  if (pressed || !waiting().some(([, item]) => item.sent)) leaving = true;
  else [pressed] = [event.submitter, event.preventDefault()];
});
for (const event of ["visibilitychange", "online", "pageshow"]) addEventListener(event, run);
addEventListener("beforeunload", (event) => !leaving && waiting().length && event.preventDefault());
