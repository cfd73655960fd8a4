// The markers of the answers lead to their citation in the panel of sources, which is `element`; that and
// `trigger`, which tells the server, are Gradio's.
let wanted = null; // the id that was asked for, while the server draws its panel
let from = null; // the marker that was followed, to which Escape goes back

// A wide table shows its cited cell first.
function bringCells(within) {
  for (const mark of within.querySelectorAll(".table mark")) {
    const cell = mark.closest("td, th");
    const header = cell.parentElement.querySelector("th[scope=row]");
    mark.closest(".table").scrollLeft = cell.offsetLeft - (header && header !== cell ? header.offsetWidth : 0);
  }
}

function isSeen(node) {
  const frame = element.getBoundingClientRect();
  const { top, bottom } = node.getBoundingClientRect();
  return top >= Math.max(frame.top, 0) && bottom <= Math.min(frame.bottom, innerHeight);
}

function show(target) {
  element.querySelectorAll(".chosen").forEach((other) => other.classList.remove("chosen"));
  target.classList.add("chosen");
  if (target.tagName === "DETAILS") target.open = true;
  bringCells(target);
  const quote = target.querySelector("mark");
  if (!isSeen(quote ?? target)) (quote ?? target).scrollIntoView({ block: quote ? "center" : "start" });
  (target.querySelector("summary") ?? target).focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const marker = event.target.closest("a.cite");
  const asked = marker?.hash.match(/^#((?:cite|nearest)-(\d+)(?:-\d+)?)$/);
  if (!asked) return;
  event.preventDefault();
  from = marker;
  const target = document.getElementById(asked[1]);
  if (target) {
    show(target);
  } else {
    wanted = asked[1];
    trigger("select", { exchange: Number(asked[2]) });
  }
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && from?.isConnected) from.focus();
});

element.addEventListener("toggle", (event) => bringCells(event.target), true);

function panelChanged() {
  const target = wanted && document.getElementById(wanted);
  if (target) {
    wanted = null;
    show(target);
  } else {
    bringCells(element);
  }
}

// The last question stays in view above its answer; Gradio would scroll to the answer's end.
function chatChanged(chat) {
  const frame = chat.querySelector(".bubble-wrap");
  const last = [...chat.querySelectorAll(".asked")].at(-1);
  if (last) frame.scrollTop += last.getBoundingClientRect().top - frame.getBoundingClientRect().top;
}

// what holds both, for the conversation may not be there yet
const desk = element.closest("#desk");
new MutationObserver((changes) => {
  const chat = desk.querySelector("#chat");
  if (changes.some((change) => element.contains(change.target))) panelChanged();
  if (chat && changes.some((change) => chat.contains(change.target))) chatChanged(chat);
}).observe(desk, { childList: true, subtree: true });
