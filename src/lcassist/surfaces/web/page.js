// The markers of the answers lead to their citation in the panel of sources, which is `element`; that and
// `trigger`, which tells the server, are Gradio's.
let wanted = null; // the id that was asked for, while the server draws its panel
let from = null; // the marker that was followed, to which Escape goes back
const frame = element.closest("#panel"); // what scrolls; on a narrow screen the page does

// A wide table shows its cited cell first.
function bringCells(within) {
  for (const mark of within.querySelectorAll(".table mark")) {
    const cell = mark.closest("td, th");
    const header = cell.parentElement.querySelector("th[scope=row]");
    mark.closest(".table").scrollLeft = cell.offsetLeft - (header && header !== cell ? header.offsetWidth : 0);
  }
}

function isSeen(node) {
  const outer = frame.getBoundingClientRect();
  const { top, bottom } = node.getBoundingClientRect();
  return top >= Math.max(outer.top, 0) && bottom <= Math.min(outer.bottom, innerHeight);
}

// Within the panel where that scrolls: the page beside it stays where it is.
function bring(node) {
  const scrolls = frame.scrollHeight > frame.clientHeight;
  const below = node.getBoundingClientRect().top - frame.getBoundingClientRect().top;
  if (scrolls) frame.scrollTop += below - frame.clientHeight / 2;
  return scrolls;
}

function show(target) {
  element.querySelectorAll(".chosen").forEach((other) => other.classList.remove("chosen"));
  target.classList.add("chosen");
  if (target.tagName === "DETAILS") target.open = true;
  bringCells(target);
  const quote = target.querySelector("mark");
  const wish = quote ?? target;
  if (!isSeen(wish)) wish.scrollIntoView({ block: bring(wish) ? "nearest" : quote ? "center" : "start" });
  (target.querySelector("summary") ?? target).focus({ preventScroll: true });
}

function say(words) {
  const status = document.querySelector("#announce .html-container, #announce");
  status.textContent = words;
}

// Without a secure connection a browser has no clipboard, only the old command.
async function copy(text, button) {
  const label = button.textContent;
  const said = document.querySelector("#masthead header").dataset;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const box = document.body.appendChild(document.createElement("textarea"));
    box.value = text;
    box.select();
    done = document.execCommand("copy");
    box.remove();
    button.focus();
  }
  button.textContent = done ? said.copied : said.notCopied;
  say(button.textContent);
  setTimeout(() => { button.textContent = label; }, 2000);
}

const asks = ["suggest", "retry", "edit"];

function carryOut(button) {
  const { act, text, vote } = button.dataset;
  if (act === "compare") return;
  if (act === "copy") return copy(text, button);
  if (act === "link") return copy(new URL(text, location.href.split(/[?#]/)[0]).href, button);
  // while an answer is under way, another one would have to wait for it
  if (asks.includes(act) && document.querySelector("#chat .pending")) return;
  const exchange = Number(button.dataset.exchange);
  const reason = button.parentElement.querySelector("input")?.value ?? "";
  trigger("select", { act, exchange, item: Number(button.dataset.item ?? -1), vote: vote ?? "", reason });
  if (act === "edit" || act === "keep") document.querySelector("#question textarea").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button) carryOut(button);
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
    trigger("select", { act: "show", exchange: Number(asked[2]) });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest(".reason input")) return;
  carryOut(event.target.parentElement.querySelector("button"));
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
    // a long passage shows its quote first; only within the panel, so that the page itself stays where it is
    const quote = element.querySelector("mark");
    frame.scrollTop = 0;
    if (quote && quote.getBoundingClientRect().bottom > frame.getBoundingClientRect().bottom) bring(quote);
  }
}

// The last question stays in view above its answer; and the browser tab remembers what was asked.
let asked = 0;
function chatChanged(chat) {
  const questions = [...chat.querySelectorAll(".asked")];
  const last = questions.at(-1);
  if (last && questions.length !== asked) chat.scrollTop += last.getBoundingClientRect().top - chat.getBoundingClientRect().top;
  asked = questions.length;
  // nothing is to be remembered before the server has shown what there is
  if (chat.querySelector(".pending") || !(last || chat.querySelector(".placeholder"))) return;
  try {
    const kept = JSON.parse(sessionStorage.getItem("lcassist"));
    kept.questions = questions.map((question) => question.textContent);
    sessionStorage.setItem("lcassist", JSON.stringify(kept));
  } catch {
    // a browser that keeps nothing: then a reload begins anew
  }
}

const live = document.querySelector("#announce");
live.setAttribute("role", "status");
live.setAttribute("aria-live", "polite");

// what holds both, for the conversation may not be there yet
const desk = element.closest("#desk");
new MutationObserver((changes) => {
  const chat = desk.querySelector("#chat");
  if (changes.some((change) => element.contains(change.target))) panelChanged();
  if (chat && changes.some((change) => chat.contains(change.target))) chatChanged(chat);
}).observe(desk, { childList: true, subtree: true });
