// Tells the server what was chosen to compare, and leads to the comparison; `element` and `trigger` are Gradio's.
const chosen = (kind) => [...element.querySelectorAll(`input[data-${kind}]:checked`)].map((box) => box.dataset[kind]);

function compare() {
  trigger("select", { names: chosen("name"), themes: chosen("theme"), own: element.querySelector("#own-theme").value });
}

element.addEventListener("click", (event) => {
  if (event.target.closest("button[data-act=compare]")) compare();
});

element.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "own-theme") compare();
});

const drawn = document.querySelector("#matrix");
new MutationObserver(() => {
  const heading = drawn.querySelector("#compared");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView();
}).observe(drawn, { childList: true, subtree: true });
