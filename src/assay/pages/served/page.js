"use strict";
// Grading by hand: what is entered is sent at once, one change after the other, with the version that was read. What
// people wrote is only ever set as text.
const find = (what, at = document) => at.querySelector(what);
const all = (what, at = document) => [...at.querySelectorAll(what)];
const main = find("main"), most = Number(main.dataset.points), weights = JSON.parse(main.dataset.weights);
const comments = JSON.parse(main.dataset.comments), help = find("#help"), again = find("#again");
const FIELDS = ["points", "comment", "ticks"];
const past = [];  // what was saved, to be taken back
let line = Promise.resolve(), here = 0;

const cards = all(".answer").map((place, number) => ({
  place, number, rows: all("[data-state]", place).map(row => JSON.parse(row.dataset.state)),
  boxes: all("input[type=checkbox]", place), points: find(".points", place), comment: find("textarea", place),
  touched: {}, waiting: 0, promised: false, fault: "", conflict: null,
}));

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const agreed = (rows, field) => rows.every(row => same(row[field], rows[0][field])) ? rows[0][field] : undefined;
const isLeft = card => card.rows.some(row => row.open);
const willBeLeft = card => card.waiting ? !card.promised : isLeft(card);
const say = text => { find("#said").textContent = text; };

function standing(card) {
  const points = agreed(card.rows, "points"), judged = agreed(card.rows, "judged");
  if (card.conflict) return "somebody else has graded this meanwhile";
  if (card.fault) return `not saved: ${card.fault}`;
  if (card.waiting) return "saving …";
  if (points === undefined) return `different points: ${card.rows.map(row => row.points ?? "none").join(", ")}`;
  if (points !== null && isLeft(card)) return `${points} of ${most}, for an earlier answer`;
  if (points !== null) return `${points} of ${most}`;
  return judged === null || judged === undefined ? "not graded yet" : `${judged} of ${most}, not by a person`;
}

function paint(card) {
  const busy = card.waiting > 0, points = agreed(card.rows, "points"), comment = agreed(card.rows, "comment");
  if (!busy && !card.conflict && !card.fault) {
    const ticks = agreed(card.rows, "ticks") || [];
    if (!("ticks" in card.touched)) card.boxes.forEach((box, place) => { box.checked = ticks.includes(place); });
    if (document.activeElement !== card.points) card.points.value = points ?? "";
    if (document.activeElement !== card.comment) card.comment.value = comment ?? "";
  }
  find(".standing", card.place).textContent = standing(card);
  card.place.classList.toggle("graded", !isLeft(card));
  card.place.classList.toggle("faulty", Boolean(card.fault || card.conflict));
}

function progress() {
  const students = cards.flatMap(each => each.rows), left = students.filter(row => row.open).length;
  const answers = cards.filter(isLeft).length;
  find("#done").textContent = `${students.length - left} of ${students.length}`;
  find("#left").textContent = left ? `${left} left, in ${answers} answer${answers === 1 ? "" : "s"}` : "All are graded.";
  find("#bar").value = students.length ? (students.length - left) / students.length : 1;
  find("#undo").disabled = !past.length;
  document.title = `${students.length - left} of ${students.length}: ${find("h1").textContent}`;
}

async function ask(rows) {
  try {
    const reply = await fetch("save", {method: "POST", headers: {"Content-Type": "application/json"},
                                       body: JSON.stringify({rows})});
    return {status: reply.status, ...await reply.json()};
  } catch {
    return {status: 0, said: "the server does not answer. Start it again, and open its new address."};
  }
}

// Sends a card's change; what it should be is made of each row as it stands when its turn comes.
function send(card, make, change, undone = null) {
  card.promised = (card.waiting > 0 && card.promised && !undone) || card.rows.map(make).every((row, place) =>
    "open" in row ? !row.open : row.points !== null || card.rows[place].judged !== null);
  card.waiting += 1;
  paint(card);
  line = line.then(async () => {
    const before = card.rows;
    if (card.conflict) { card.waiting -= 1; return; }
    const reply = await ask(before.map(row => ({id: row.id, version: row.version, ...make(row)})));
    card.waiting -= 1;
    if (reply.status === 200) {
      card.rows = before.map(row => reply.rows.find(now => now.id === row.id));
      card.fault = "";
      if (!undone) past.push({card, before});
    } else if (reply.status === 409) {
      disagree(card, make, change, reply.rows);
    } else {
      card.fault = reply.said || "the server refused it. Load the page again.";
      card.touched = {...change, ...card.touched};
      if (undone) past.push({card, before: undone});
    }
    paint(card);
    progress();
  });
}

function disagree(card, make, change, rows) {
  const now = card.rows.map(row => rows.find(each => each.id === row.id) || row);
  const stays = rows.length === card.rows.length && now.every((row, place) => row.answer === card.rows[place].answer);
  card.conflict = {make, change, rows: now};
  const told = row => `${row.points ?? "no"} point${row.points === 1 ? "" : "s"}`
    + (row.comment ? `, “${row.comment}”` : "");
  const [theirs, mine] = [now.map(told), now.map(row => told({...row, ...make(row)}))]
    .map(texts => [...new Set(texts)].join("; "));
  const box = find(".conflict", card.place);
  find("p", box).textContent = stays
    ? `This has changed since you read it. It stands at: ${theirs}. Yours: ${mine}.`
    : `The answer itself is another one now: load the page again to read it. It stands at: ${theirs}. Yours: ${mine}.`;
  find(".mine", box).hidden = !stays;
  box.hidden = false;
}

function settle(card, isMine) {
  if (!card.conflict) return;
  const {make, change, rows} = card.conflict;
  Object.assign(card, {conflict: null, fault: "", rows, touched: {}});
  find(".conflict", card.place).hidden = true;
  card.place.focus();
  if (isMine) send(card, make, change);
  paint(card);
  progress();
}

// Saves what was touched in a card, and only that: where equal answers differ in the rest, they go on to.
function save(card) {
  const change = card.touched, points = change.points;
  if (points !== undefined && points !== null && !(points >= 0 && points <= most)) {
    card.fault = `points are a number from 0 to ${most}`;
    return paint(card);
  }
  card.touched = {};
  card.fault = "";
  say("");
  if (change.comment && !comments.includes(change.comment)) comments.push(change.comment);
  send(card, row => Object.fromEntries(FIELDS.map(field => [field, field in change ? change[field] : row[field]])), change);
}

function tick(card, wanted) {
  card.boxes.forEach((box, place) => { box.checked = wanted(box.checked, place); });
  const ticks = card.boxes.flatMap((box, place) => box.checked ? [place] : []);
  const sum = ticks.reduce((points, place) => points + weights[place], 0);
  give(card, Math.min(most, Math.max(0, Math.round(sum * 1e6) / 1e6)), ticks);
}

function give(card, points, ticks) {
  card.points.value = points ?? "";
  Object.assign(card.touched, {points}, ticks ? {ticks} : {});
  save(card);
}

function whole(card, isAll) {
  const sum = weights.filter(weight => weight > 0).reduce((one, other) => one + other, 0);
  if (!card.boxes.length) return give(card, isAll ? most : 0);
  if (!isAll || sum === most) return tick(card, (_, place) => isAll && weights[place] > 0);
  give(card, most);
}

function enter(card) {
  const text = card.points.value.trim().replace(",", ".");
  const points = text === "" ? null : Number(text);
  if (!same(points, agreed(card.rows, "points") ?? null)) give(card, points);
}

function go(number) {
  const card = cards[number];
  if (!card) return;
  cards[here].place.classList.remove("current");
  here = number;
  card.place.classList.add("current");
  card.place.focus({preventScroll: true});
  card.place.scrollIntoView({block: "start"});
}

function step(by) {
  let next = here + by;
  while (cards[next] && document.body.classList.contains("only") && !isLeft(cards[next])) next += by;
  go(next);
}

// On to the next that is left, what is being saved taken for done.
function forward() {
  const card = cards[here], points = agreed(card.rows, "points");
  if (!card.waiting && !card.fault && isLeft(card) && points !== null && points !== undefined) give(card, points);
  const next = [...cards.slice(here + 1), ...cards.slice(0, here)].find(willBeLeft);
  if (next) return go(next.number);
  card.place.focus();
  say(willBeLeft(card) ? "Only this one is left." : "This was the last one.");
}

function takeBack() {
  line = line.then(() => {
    const last = past.pop();
    if (!last) return say("There is nothing to take back.");
    const {card, before} = last;
    card.touched = {};
    go(card.number);
    send(card, row => {
      const {points, comment, ticks, open} = before.find(each => each.id === row.id);
      return {points, comment, ticks, open};
    }, {}, before);
    say("Taken back.");
  });
}

function reuse() {
  find("p", again).hidden = comments.length > 0;
  find("ol", again).replaceChildren(...comments.map((text, place) => {
    const button = document.createElement("button"), item = document.createElement("li");
    button.type = "button";
    button.textContent = text;
    if (place < 9) button.dataset.key = String(place + 1);
    button.addEventListener("click", () => { again.close(); add(cards[here], text); });
    item.append(button);
    return item;
  }));
  again.showModal();
}

function add(card, text) {
  const said = card.comment.value.trim();
  card.comment.value = said && !said.split("\n").includes(text) ? `${said}\n${text}` : text;
  card.touched.comment = card.comment.value.trim();
  save(card);
  card.place.focus();
}

function press(id, name) {
  const on = document.body.classList.toggle(name);
  find(id).setAttribute("aria-pressed", String(on));
  if (name === "named") all(".who").forEach(list => { list.hidden = !on; });
}

const KEYS = {
  j: () => step(1), k: () => step(-1), Enter: forward, a: card => whole(card, true), 0: card => whole(card, false),
  p: card => { card.points.focus(); card.points.select(); }, c: card => card.comment.focus(), r: reuse, u: takeBack,
  h: () => press("#names", "named"), l: () => press("#only", "only"), "?": () => help.showModal(),
  t: card => settle(card, false), m: card => find(".mine", card.place).hidden || settle(card, true),
};

function inField(event, card) {
  const goesOn = event.key === "Enter" && (event.target === card.points || event.ctrlKey);
  if (event.key !== "Escape" && !goesOn) return;
  event.preventDefault();
  card.place.focus();  // what was entered is saved as the field is left
  if (goesOn && !card.fault) forward();
}

document.addEventListener("keydown", event => {
  const card = cards[here], open = find("dialog[open]");
  if (open) {
    const chosen = all("button[data-key]", open).find(button => button.dataset.key === event.key);
    if (chosen) { event.preventDefault(); chosen.click(); }
    return;
  }
  if (!card || event.metaKey || event.altKey) return;
  if (event.target === card.points || event.target === card.comment) return inField(event, card);
  if (event.ctrlKey || (event.key === "Enter" && event.target.closest("button, summary"))) return;
  const box = card.boxes[Number(event.key) - 1];
  if (/^[1-9]$/.test(event.key) && card.boxes.length) {
    if (box) tick(card, (checked, place) => checked !== (card.boxes[place] === box));
  } else if (/^[0-9.]$/.test(event.key) && !card.boxes.length) {
    card.points.value = "";
    card.points.focus();  // where this key is then typed
    return;
  } else if (Object.hasOwn(KEYS, event.key)) {
    KEYS[event.key](card);
  } else return;
  event.preventDefault();
});

for (const card of cards) {
  card.place.addEventListener("focusin", () => {
    cards[here].place.classList.remove("current");
    here = card.number;
    card.place.classList.add("current");
  });
  card.boxes.forEach(box => box.addEventListener("change", () => tick(card, checked => checked)));
  card.points.addEventListener("change", () => enter(card));
  card.comment.addEventListener("change", () => { card.touched.comment = card.comment.value.trim(); save(card); });
  find(".theirs", card.place).addEventListener("click", () => settle(card, false));
  find(".mine", card.place).addEventListener("click", () => settle(card, true));
  paint(card);
}
find("#names").addEventListener("click", KEYS.h);
find("#only").addEventListener("click", KEYS.l);
find("#undo").addEventListener("click", takeBack);
find("#keys").addEventListener("click", KEYS["?"]);
all(".close").forEach(button => button.addEventListener("click", () => button.closest("dialog").close()));
addEventListener("beforeunload", event => {
  if (cards.some(card => card.waiting || card.fault || card.conflict || Object.keys(card.touched).length)) event.preventDefault();
});
progress();
go(Math.max(0, cards.findIndex(isLeft)));
