// Narrows lists, zooms drawings, switches light and dark. Every page is complete without it.
"use strict";

const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

function themeButton() {
  const stored = () => { try { return localStorage.getItem("ehrenfest-theme"); } catch { return null; } };
  const dark = () => document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  if (stored() === "light" || stored() === "dark") document.documentElement.dataset.theme = stored();
  const button = document.createElement("button");
  button.type = "button";
  const say = () => {
    button.textContent = dark() ? "Light" : "Dark";
    button.setAttribute("aria-label", dark() ? "Light colours" : "Dark colours");
  };
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = dark() ? "light" : "dark";
    try {
      localStorage.setItem("ehrenfest-theme", document.documentElement.dataset.theme);
    } catch { /* then it lasts for this page */ }
    say();
  });
  say();
  document.querySelector(".bar .find").append(button);
}

// The rows of a ledger, by words and by verdict.
function filterLedger(form) {
  const rows = [...document.querySelectorAll(".ledger tbody tr")].map((row) => [row, row.textContent.toLowerCase()]);
  const apply = () => {
    const wanted = words(form.querySelector(".words").value);
    const shown = new Set([...form.querySelectorAll("input:checked")].map((box) => box.value));
    let count = 0;
    for (const [row, text] of rows) {
      row.hidden = !(shown.has(row.dataset.word) && wanted.every((word) => text.includes(word)));
      count += !row.hidden;
    }
    for (const group of document.querySelectorAll(".group")) {
      group.hidden = !group.querySelector("tbody tr:not([hidden])");
    }
    form.querySelector(".count").textContent = `${count} of ${rows.length} claims`;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  apply();
}

// The list of all claims: labels first, then titles, then the words of the statements.
function search(form, list) {
  const rows = [...list.children].map((row, place) => ({
    row, place, label: row.querySelector("a").textContent.toLowerCase(), text: row.textContent.toLowerCase(),
    more: (window.ehrenfestWords || [])[place] || "",
  }));
  const input = form.querySelector(".words");
  const rank = (each, wanted) => {
    const own = each.label.slice(each.label.indexOf(":") + 1);
    if (wanted.length === 1 && (own === wanted[0] || each.label === wanted[0])) return 0;
    if (wanted.every((word) => each.label.includes(word))) return 1;
    if (wanted.every((word) => each.text.includes(word))) return 2;
    return wanted.every((word) => each.text.includes(word) || each.more.includes(word)) ? 3 : 4;
  };
  const apply = () => {
    const wanted = words(input.value);
    let count = 0;
    for (const each of rows) {
      each.rank = rank(each, wanted);
      each.row.hidden = each.rank === 4;
      count += each.rank < 4;
    }
    rows.sort((a, b) => a.rank - b.rank || a.place - b.place);
    list.append(...rows.map((each) => each.row));
    form.querySelector(".count").textContent = count
      ? `${count} of ${rows.length} claims` : "No claim has these words; a label is for instance D13 or Theorem1.";
  };
  input.value = new URLSearchParams(location.search).get("q") || "";
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const first = list.querySelector("li:not([hidden]) a");
    if (first) first.focus();
  });
  form.hidden = false;
  apply();
  if (input.value) input.focus();
}

function zoom(buttons, canvas) {
  const drawing = canvas.querySelector("svg");
  const full = Number(drawing.getAttribute("width")), high = Number(drawing.getAttribute("height"));
  let scale = 1;
  const set = (value) => {
    const x = (canvas.scrollLeft + canvas.clientWidth / 2) / (full * scale);
    const y = (canvas.scrollTop + canvas.clientHeight / 2) / (high * scale);
    scale = Math.min(Math.max(value, 0.1), 4);
    drawing.setAttribute("width", full * scale);
    drawing.setAttribute("height", high * scale);
    canvas.scrollLeft = x * full * scale - canvas.clientWidth / 2;
    canvas.scrollTop = y * high * scale - canvas.clientHeight / 2;
  };
  const fit = () => (canvas.clientWidth - 2) / full;
  buttons.addEventListener("click", (event) => {
    const kind = event.target.dataset.zoom;
    if (kind) set({ in: scale * 1.3, out: scale / 1.3, fit: fit(), one: 1 }[kind]);
  });
  buttons.hidden = false;
  const root = drawing.querySelector(".root rect");
  canvas.scrollLeft = Number(root.getAttribute("x")) + Number(root.getAttribute("width")) / 2 - canvas.clientWidth / 2;
}

themeButton();
const ledger = document.querySelector(".filter:not([role])");
if (ledger) filterLedger(ledger);
const found = document.getElementById("found");
if (found) search(document.querySelector(".filter[role=search]"), found);
const canvas = document.querySelector(".canvas");
if (canvas) zoom(document.querySelector(".zoom"), canvas);
