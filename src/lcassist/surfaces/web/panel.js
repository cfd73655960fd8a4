// The markers of the answers lead to their citation in this panel; `element` and `trigger` are Gradio's.
let wanted = null; // the id that was asked for, while the server draws its panel
let from = null; // the marker that was followed, to which Escape goes back

function place(target) {
  // a wide table shows its cited cell first
  for (const mark of target.querySelectorAll(".table mark")) {
    const frame = mark.closest(".table");
    const cell = mark.closest("td, th");
    const header = cell.parentElement.querySelector("th[scope=row]");
    frame.scrollLeft = cell.offsetLeft - (header && header !== cell ? header.offsetWidth : 0);
  }
}

function show(target) {
  element.querySelectorAll(".chosen").forEach((other) => other.classList.remove("chosen"));
  target.classList.add("chosen");
  if (target.tagName === "DETAILS") target.open = true;
  target.scrollIntoView({ block: "nearest" });
  place(target);
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

element.addEventListener("toggle", (event) => place(event.target), true);

new MutationObserver(() => {
  const target = wanted && document.getElementById(wanted);
  if (target) {
    wanted = null;
    show(target);
  } else {
    place(element);
  }
}).observe(element, { childList: true, subtree: true });
