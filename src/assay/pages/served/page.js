"use strict";
// What keys and clicks do, with what marks.js keeps and saves.
const help = find("#help"), again = find("#again");
let here = 0;  // the card that keys are about

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
