// The console: an operation is written, run at /graphql with one's own token, and answered. The token stays in the
// field it was typed into, goes into one header of one request to this server, and into nothing else.

import { fitting, read } from "./graphql-reading.js";

const MOST_NAMES = 12;
const byId = (id) => document.getElementById(id);
const page = byId("console");
const [token, text, variables, run] = ["api-token", "api-text", "api-variables", "api-run"].map(byId);
const [names, about, problems, told, facts, answer] = ["api-names", "api-about", "api-problems", "api-told", "api-facts", "api-answer"].map(byId);
const words = Object.fromEntries([...byId("api-words").children].map((one) => [one.dataset.word, one.textContent]));
const help = about.textContent;
let types = {};
let offered = [];
let chosen = 0;
let armed = "";
let running;

const say = (word, given = {}) => words[word].replace(/\{(\w+)\}/g, (whole, name) => given[name] ?? whole);
const element = (tag, content, attributes = {}) => {
  const made = Object.assign(document.createElement(tag), attributes);
  made.textContent = content;
  return made;
};
// A sentence of the server is in both languages, parted by a stroke; one that is not stays as it is.
const ours = (sentence) => {
  const parts = sentence.split(" / ");
  return parts.length === 2 ? parts[page.dataset.language === "zh" ? 0 : 1] : sentence;
};

// What is being written
// --------------------------------------------------------------------------------------------------------------------

function look() {
  const reading = read(text.value, types);
  const known = Object.keys(types).length > 0;
  const shown = known ? reading.problems.filter((one) => !isBeingWritten(one)).slice(0, 5) : [];
  problems.replaceChildren(...shown.map((one) => element("li", say(one.code, { ...one, line: lineOf(one.at) }))));
  explain(reading);
}

// What is being written is not whole yet, and need not be told so.
function isBeingWritten({ code, at, name }) {
  if (document.activeElement !== text) return false;
  const cursor = text.selectionStart;
  return code === "open" || (at <= cursor && cursor <= at + name.length);
}

function lineOf(at) {
  return text.value.slice(0, at).split("\n").length;
}

function explain(reading) {
  const cursor = text.selectionStart;
  const found = reading.names.find((one) => one.at <= cursor && cursor <= one.end);
  if (!found?.about.said) {
    about.textContent = help;
    return;
  }
  const link = element("a", say("in_reference"), { href: `${page.dataset.types}${found.of in types ? found.of : found.about.of}` });
  if (found.of in types) link.hash = found.name;
  about.replaceChildren(element("code", `${found.name}${found.about.type ? `: ${found.about.type}` : ""}`), ` ${found.about.said} `, link);
}

function offer(always) {
  const fit = fitting(text.value, text.selectionStart, types);
  const whole = fit.names.length === 1 && fit.names[0].name === fit.begun;
  offered = (fit.begun || always) && !whole ? fit.names.slice(0, MOST_NAMES) : [];
  chosen = 0;
  show();
}

function show() {
  names.hidden = !offered.length;
  names.replaceChildren(...offered.map((one, place) => offeredName(one, place)));
}

function offeredName(one, place) {
  const button = element("button", one.name, { type: "button", title: one.said, tabIndex: -1 });
  if (place === chosen) button.setAttribute("aria-current", "true");
  button.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    take(one.name);
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function take(name) {
  const { begun } = fitting(text.value, text.selectionStart, types);
  const behind = text.value.slice(text.selectionStart).match(/^\w*/)[0];
  insert(name, text.selectionStart - begun.length, text.selectionStart + behind.length);
  offered = [];
  show();
  look();
}

function insert(written, from = text.selectionStart, to = text.selectionEnd) {
  text.focus();
  text.setSelectionRange(from, to);
  // So that it can be undone; where a browser has given that up, without.
  if (!document.execCommand("insertText", false, written)) text.setRangeText(written, from, to, "end");
}

text.addEventListener("input", (event) => {
  armed = "";
  look();
  offer(event.inputType === "deleteContentBackward" && offered.length > 0);
});
text.addEventListener("click", look);
text.addEventListener("keyup", (event) => {
  if (event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End") look();
});
text.addEventListener("blur", () => {
  offered = [];
  show();
  setTimeout(look);
});
text.addEventListener("keydown", (event) => {
  const open = offered.length > 0;
  if (event.key === " " && event.ctrlKey) offer(true);
  else if (open && event.key === "Tab" && !event.shiftKey) take(offered[chosen].name);
  else if (open && event.key === "Escape") offered = [];
  else if (open && event.key === "ArrowDown") chosen = (chosen + 1) % offered.length;
  else if (open && event.key === "ArrowUp") chosen = (chosen + offered.length - 1) % offered.length;
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.isComposing) newLine();
  else return;
  event.preventDefault();
  show();
});
variables.addEventListener("input", () => {
  armed = "";
  byId("api-variables-wrong").textContent = given() === undefined ? say("not_json") : "";
});

function newLine() {
  const before = text.value.slice(0, text.selectionStart);
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const deeper = /[{([]\s*$/.test(line) ? "  " : "";
  insert(`\n${line.match(/^ */)[0]}${deeper}`);
  offered = [];
}

// Running it
// --------------------------------------------------------------------------------------------------------------------

/** The variables; null for none, undefined where they are no object of JSON. */
function given() {
  if (!variables.value.trim()) return null;
  try {
    const read = JSON.parse(variables.value);
    return typeof read === "object" && !Array.isArray(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The operation in which the cursor stands; the first, where it stands in none. */
function operation() {
  const { operations } = read(text.value, types);
  return operations.filter((one) => one.at <= text.selectionStart).pop() ?? operations[0];
}

async function start() {
  const sent = given();
  const wanted = operation();
  if (sent === undefined) return tell([say("not_json")], true);
  if (!/^[!-~]*$/.test(token.value.trim())) return tell([say("token_unreadable")], true);
  const now = `${text.value}\n${variables.value}\n${wanted?.name}`;
  if (wanted?.kind === "mutation" && armed !== now) {
    armed = now;
    run.textContent = say("act_again");
    return tell([say("act")], true);
  }
  disarm();
  running?.abort();
  running = new AbortController();
  await ask({ query: text.value, ...(sent && { variables: sent }), ...(wanted?.name && { operationName: wanted.name }) }, running);
}

function disarm() {
  armed = "";
  run.textContent = words.run;
}

async function ask(body, turn) {
  const typed = token.value.trim();
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  if (typed) headers.Authorization = `Bearer ${typed}`;
  tell([say("sending")], false);
  const began = performance.now();
  try {
    const response = await fetch(page.dataset.graphql, {
      method: "POST", headers, body: JSON.stringify(body), signal: turn.signal,
      credentials: "omit", cache: "no-store", redirect: "error", referrerPolicy: "no-referrer",
    });
    const said = await response.text();
    shown(response, said, Boolean(typed), Math.round(performance.now() - began) / 1000);
  } catch {
    if (!turn.signal.aborted) tell([say("unreachable")], true);
  }
}

function shown(response, said, hasToken, seconds) {
  let body;
  try {
    body = JSON.parse(said);
  } catch {
    body = undefined;
  }
  const errors = body?.errors ?? [];
  const stranger = hasToken && (response.headers.get("RateLimit-Policy") ?? "").startsWith('"anonymous"');
  tell(sentences(errors, hasToken, stranger), errors.length > 0 || stranger);
  standing(response, body, seconds);
  answer.textContent = body ? JSON.stringify(body, null, 2) : said;
  answer.hidden = false;
  byId("answer").scrollIntoView({ block: "nearest" }); // on a phone it lies below
}

function sentences(errors, hasToken, stranger) {
  const own = hasToken ? "token_wrong" : "token_needed";
  const told = errors.map((one) => (one.extensions?.code === "NOT_SIGNED_IN" ? say(own) : `${ours(one.message)} (${one.extensions?.code})`));
  return [...new Set([...(stranger ? [say("token_wrong")] : []), ...told])];
}

function standing(response, body, seconds) {
  const cost = body?.extensions?.cost;
  const listed = [[words.status, String(response.status)]];
  if (cost) listed.push([words.cost, say("cost_left", { cost: cost.requested, budget: cost.budget, left: cost.remaining ?? "∞" })]);
  listed.push([words.request, response.headers.get("X-Request-Id") ?? ""]);
  for (const name of ["RateLimit-Policy", "RateLimit", "Retry-After"]) {
    if (response.headers.has(name)) listed.push([name, response.headers.get(name)]);
  }
  listed.push([words.took, `${seconds} s`]);
  for (const notice of body?.extensions?.notices ?? []) listed.push([words.notices, notice.text ?? JSON.stringify(notice)]);
  facts.replaceChildren(...listed.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
}

function tell(sentences, wrong) {
  if (sentences.length && (wrong || sentences[0] === words.sending)) {
    answer.hidden = true;
    facts.replaceChildren();
  }
  told.replaceChildren(...sentences.map((one) => element("p", one, { className: wrong ? "notice notice-wrong" : "code" })));
}

run.addEventListener("click", start);
page.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  start();
});
for (const link of document.querySelectorAll("[data-example]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    text.value = byId(`example-${link.dataset.example}`).textContent;
    variables.value = byId(`example-${link.dataset.example}-variables`)?.textContent ?? "";
    text.setSelectionRange(0, 0);
    disarm();
    look();
    page.scrollIntoView();
    run.focus({ preventScroll: true });
  });
}
window.addEventListener("pagehide", () => {
  token.value = "";
});

words.run = run.textContent;
page.hidden = false;
text.setSelectionRange(0, 0);
try {
  types = await (await fetch(page.dataset.schema)).json();
} catch {
  types = {};
}
look();
page.dataset.ready = "yes";
