// What is wrong with the page as it is drawn now: text without contrast, sideways overflow, links and controls the keyboard misses.
for (const details of document.querySelectorAll("details")) details.open = true;

const canvas = document.createElement("canvas");
canvas.width = canvas.height = 1;
const brush = canvas.getContext("2d", { willReadFrequently: true });
const seen = new Map();
const colour = (text) => {
  if (!seen.has(text)) {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = "#123456";
    brush.fillStyle = text;
    brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    seen.set(text, [r, g, b, a / 255]);
  }
  return seen.get(text);
};
const over = (top, below) => [0, 1, 2].map((k) => top[k] * top[3] + below[k] * (1 - top[3])).concat(1);
const light = ([r, g, b]) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);

const grounds = new Map();
const ground = (element) => {
  if (element === null) return colour(getComputedStyle(document.documentElement).backgroundColor);
  if (!grounds.has(element)) {
    const own = colour(getComputedStyle(element).backgroundColor);
    grounds.set(element, own[3] === 1 ? own : over(own, ground(element.parentElement)));
  }
  return grounds.get(element);
};

const clearness = new Map([[null, 1]]);
const clear = (element) => {
  if (!clearness.has(element)) clearness.set(element, Number(getComputedStyle(element).opacity) * clear(element.parentElement));
  return clearness.get(element);
};

const faint = [];
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const done = new Set();
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || done.has(element) || ["SCRIPT", "STYLE", "TITLE", "title", "desc"].includes(element.tagName)) continue;
  done.add(element);
  const box = element.getBoundingClientRect();
  if (!box.width || !box.height || element.closest("[hidden]")) continue;
  const style = getComputedStyle(element);
  if (style.visibility !== "visible") continue;
  texts += 1;
  const drawn = element instanceof SVGElement;
  const node = drawn ? element.closest(".node") : null;
  const below = node ? colour(getComputedStyle(node.querySelector("rect")).fill) : ground(drawn ? element.closest("svg").parentElement : element);
  const text = over(colour(drawn ? style.fill : style.color), below);
  const found = ratio(text, below);
  if (found < 4.5 || clear(element) < 1) faint.push(`${walker.currentNode.data.trim().slice(0, 40)}: ${found.toFixed(2)}, opacity ${clear(element)}`);
}

const wide = [];
if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
  const edge = document.documentElement.clientWidth;
  for (const element of document.querySelectorAll("main *, header *, footer *")) {
    if (element.getBoundingClientRect().right > edge + 1 && !element.closest(".scroll, .canvas, pre")) wide.push(element.outerHTML.slice(0, 120));
  }
  wide.push(`page ${document.documentElement.scrollWidth} > ${edge}`);
}

const deaf = [];
for (const element of document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")) {
  if (!element.getClientRects().length || element.closest("[hidden]")) continue;
  if (element.tabIndex < 0) deaf.push(element.outerHTML.slice(0, 120));
}
for (const element of document.querySelectorAll(".scroll, .canvas, pre")) {
  const cut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
  if (cut && element.tabIndex < 0) deaf.push(`scrolls without the keyboard: ${element.outerHTML.slice(0, 120)}`);
}
const unnamed = [...document.querySelectorAll("a[href], button, input, svg[role], [role=region], nav")].filter((element) => !(
  element.getAttribute("aria-label") || element.getAttribute("aria-labelledby") || element.textContent.trim() || element.labels?.length
)).map((element) => element.outerHTML.slice(0, 120));

return {
  texts, faint, wide, deaf, unnamed, headings: document.querySelectorAll("h1").length,
  links: [...document.querySelectorAll("a[href]")].map((a) => (a instanceof SVGElement ? new URL(a.getAttribute("href"), location.href).href : a.href)),
  broken: [...document.querySelectorAll("a[href^='#']")].filter((a) => !document.getElementById(a.getAttribute("href").slice(1))).length,
};
