// Reads a GraphQL document as far as it is written, by the types it is written for: what fits at its end, what each
// name means, and what the schema does not have. It judges names and brackets only; the server judges the rest.

const TOKEN = /"""[\s\S]*?(?:"""|$)|"(?:\\.|[^"\\\n])*(?:"|(?=\n)|$)|#[^\n]*|\.\.\.|[_A-Za-z]\w*|-?\d[\w.+-]*|[{}()[\]:=@$!|&]/g;
const NAME = /^[_A-Za-z]/;
const CLOSES = { "}": "{", ")": "(", "]": "[" };
const ROOTS = { query: "Query", mutation: "Mutation", subscription: "" };
const ONE_BOOLEAN = { if: { of: "Boolean", said: "", arguments: {} } };
const HIDDEN = { __typename: "String", __schema: "", __type: "" };

class Reading {
  constructor(text, types) {
    this.text = text;
    this.types = types;
    this.frames = [{ kind: "document", at: 0 }];
    this.names = [];
    this.problems = [];
    this.operations = [];
    this.declared = {};
    this.last = "";
  }

  get frame() {
    return this.frames[this.frames.length - 1];
  }

  take(token, at) {
    const frame = this.frame;
    if (token in CLOSES) this.close(token, at);
    else this[frame.kind](token, at, frame);
    this.last = token;
  }

  close(token, at) {
    if (this.frame.opened !== CLOSES[token]) {
      this.problems.push({ code: "closed", name: token, at });
      if (!this.frames.some((frame) => frame.opened === CLOSES[token])) return;
      while (this.frame.opened !== CLOSES[token]) this.frames.pop();
    }
    this.frames.pop();
    if (this.frame.kind === "document" && token === "}") this.frame.root = undefined;
  }

  open(token, at, frame) {
    this.frames.push({ opened: token, at, ...frame });
  }

  mean(name, at, of, found, code) {
    if (found) this.names.push({ name, at, end: at + name.length, of, about: found });
    else if (of !== "" && of !== undefined) this.problems.push({ code, name, type: of, at });
    return found;
  }

  document(token, at, frame) {
    if (token === "{") {
      if (!frame.named && frame.root === undefined) this.operations.push({ kind: "query", name: "", at });
      this.open("{", at, { kind: "selection", type: frame.root ?? "Query" });
      frame.named = false;
    } else if (token === "(") this.open("(", at, { kind: "variables" });
    else if (this.last === "@") frame.members = ONE_BOOLEAN;
    else if (token in ROOTS) {
      frame.root = ROOTS[token];
      frame.named = true;
      this.operations.push({ kind: token, name: "", at });
    } else if (token === "fragment") frame.root = "";
    else if (this.last === "on") frame.root = this.typed(token, at);
    else if (NAME.test(token) && this.last in ROOTS) this.operations[this.operations.length - 1].name = token;
  }

  typed(token, at) {
    if (!(token in this.types)) this.problems.push({ code: "no_type", name: token, at });
    return token in this.types ? token : "";
  }

  selection(token, at, frame) {
    const field = frame.field;
    if (token === "(") this.open("(", at, this.argumentsOf(frame));
    else if (token === "{") this.open("{", at, { kind: "selection", type: field ? field.of : frame.type });
    else if (token === ":") frame.field = undefined;
    else if (token === "...") frame.field = { of: frame.type };
    else if (this.last === "@") frame.directive = true;
    else if (this.last === "..." && token !== "on") frame.field = undefined;
    else if (this.last === "on" && field?.condition) frame.field = { of: this.typed(token, at) };
    else if (token === "on" && this.last === "...") frame.field = { of: "", condition: true };
    else if (NAME.test(token)) this.pending(token, at, frame);
  }

  argumentsOf(frame) {
    const directive = frame.directive;
    frame.directive = false;
    const members = directive ? ONE_BOOLEAN : frame.field?.arguments;
    return { kind: "members", members, type: directive ? "@" : frame.field?.name, missing: "no_argument" };
  }

  // A name is a field, unless a colon behind it says that it was an alias.
  pending(token, at, frame) {
    const type = this.types[frame.type];
    const hidden = token in HIDDEN ? { of: HIDDEN[token], said: "", arguments: {} } : undefined;
    const found = type?.fields[token] ?? hidden;
    frame.directive = false;
    frame.field = { of: "", ...found, name: token };
    const alias = this.text.slice(at + token.length).match(/^\s*:/);
    if (!alias && type) this.mean(token, at, frame.type, found, "no_field");
  }

  members(token, at, frame) {
    if (token === ":") return;
    if (this.last === ":" || this.last === "$") this.value(token, at, frame);
    else this.member(token, at, frame);
  }

  member(token, at, frame) {
    if (!NAME.test(token)) return;
    const found = frame.members?.[token];
    if (frame.members) this.mean(token, at, frame.type, found, frame.missing);
    frame.member = found ?? { of: "" };
  }

  value(token, at, frame) {
    const of = frame.member?.of ?? "";
    const type = this.types[of];
    if (token === "{") this.open("{", at, { kind: "members", members: type?.fields, type: of, missing: "no_member" });
    else if (token === "[") this.open("[", at, { kind: "list", member: frame.member });
    else if (this.last !== "$" && NAME.test(token) && type?.sort === "Enum" && token !== "null") {
      const said = type.values[token];
      this.mean(token, at, of, said === undefined ? undefined : { of, said, arguments: {} }, "no_value");
    }
  }

  list(token, at, frame) {
    this.value(token, at, frame);
  }

  variables(token, at, frame) {
    if (this.last === ":" || (this.last === "[" && !frame.type)) {
      if (NAME.test(token)) frame.type = this.typed(token, at);
      else if (token === "[") this.open("[", at, { kind: "variables" });
    } else if (this.last === "=" && token === "{") {
      this.open("{", at, { kind: "members", members: undefined, type: "", missing: "no_member" });
    } else if (this.last === "=" && token === "[") this.open("[", at, { kind: "list", member: { of: "" } });
    else if (token === "$") frame.type = undefined;
    else if (frame.opened === "[" && NAME.test(token)) this.typed(token, at);
  }
}

/** What a document says: names with their meaning, operations, problems, and the frames that are open at its end. */
export function read(text, types) {
  const reading = new Reading(text, types);
  for (const found of text.matchAll(TOKEN)) if (found[0][0] !== "#") reading.take(found[0], found.index);
  for (const frame of reading.frames.slice(1)) reading.problems.push({ code: "open", name: frame.opened, at: frame.at });
  return reading;
}

/** What may stand where the cursor is, with the word that is being written there: `[{name, said}]`. */
export function fitting(text, cursor, types) {
  const begun = text.slice(0, cursor).match(/[_A-Za-z]\w*$/)?.[0] ?? "";
  const reading = read(text.slice(0, cursor - begun.length), types);
  const listed = Object.entries(possible(reading, types)).map(([name, about]) => ({ name, said: about.said ?? about }));
  const wanted = begun.toLowerCase();
  const first = listed.filter((one) => one.name.toLowerCase().startsWith(wanted));
  const within = listed.filter((one) => !first.includes(one) && one.name.toLowerCase().includes(wanted));
  return { begun, names: [...first, ...within] };
}

function possible(reading, types) {
  const { frame, last } = reading;
  if (last === "$") return frame.kind === "variables" ? {} : reading.declared;
  if (last === "@") return { include: "", skip: "" };
  if (last === "on") return ofSort(types, ["Object", "Interface"]);
  if (frame.kind === "document") return frame.root === undefined ? { query: "", mutation: "", fragment: "" } : {};
  if (frame.kind === "selection") {
    if (last === "...") return { on: "" };
    const type = types[frame.type];
    return type ? { ...type.fields, __typename: "" } : {};
  }
  if (frame.kind === "variables") return last === ":" || last === "[" ? ofSort(types, ["InputObject", "Enum", "Scalar"]) : {};
  const awaits = last === ":" || frame.kind === "list";
  if (!awaits) return frame.members ?? {};
  const type = types[frame.member?.of];
  if (frame.member?.of === "Boolean") return { true: "", false: "" };
  return type?.sort === "Enum" ? type.values : {};
}

function ofSort(types, sorts) {
  return Object.fromEntries(Object.entries(types).filter(([, one]) => sorts.includes(one.sort)));
}
