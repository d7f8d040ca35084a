"use strict";
// Grading by hand: what is entered is sent at once, one change after the other, with the version that was read. What
// people wrote is only ever set as text.
const find = (what, at = document) => at.querySelector(what);
const all = (what, at = document) => [...at.querySelectorAll(what)];
const main = find("main"), most = Number(main.dataset.points), weights = JSON.parse(main.dataset.weights);
const comments = JSON.parse(main.dataset.comments);
const FIELDS = ["points", "comment", "ticks"];
const past = [];  // what was saved, to be taken back
let line = Promise.resolve();

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
