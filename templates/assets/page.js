// The page works without this script; it adds the switch of languages and the filter. State lives in the address:
// #city=almaty&kind=target&lang=ru
(() => {
  "use strict";
  const table = JSON.parse(document.getElementById("words").textContent);
  const first = document.documentElement.lang;
  const buttons = [...document.querySelectorAll("button[data-language]")];
  const form = document.getElementById("find");
  const FIELDS = form ? [...form.elements].map(({ name }) => name).filter(Boolean) : [];
  const ATTRIBUTES = ["aria-label", "data-form"];
  let language = first;

  function speak(code) {
    const column = table.languages.indexOf(code);
    if (column < 0 || code === language) return;
    language = code;
    for (const element of document.querySelectorAll("[data-w]")) {
      element.textContent = table.words[element.dataset.w][column];
    }
    for (const name of ATTRIBUTES) {
      for (const element of document.querySelectorAll(`[data-w-${name}]`)) {
        element.setAttribute(name, table.words[element.getAttribute(`data-w-${name}`)][column]);
      }
    }
    const named = document.querySelector("[data-permalink]");
    for (const link of document.querySelectorAll(".permalink")) {
      link.setAttribute("aria-label", table.words[named.dataset.permalink][column]);
    }
    document.documentElement.lang = code;
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.language === code));
  }

  // Letters that people type alike: case, ё and е, soft hyphens.
  const fold = (text) => text.normalize("NFC").toLowerCase().replaceAll("ё", "е").replaceAll("\u00ad", "");

  const entries = form ? [...document.querySelectorAll(".statements > .statement")].map((element) => ({
    element,
    groups: [".direction", ".priority", ".city"].map((name) => element.closest(name)).filter(Boolean),
    city: [element.closest(".city").id],
    direction: (element.dataset.direction ?? "").split(" "),
    kind: [...element.classList].slice(1),
    indicator: [element.dataset.indicator ?? ""],
    status: [element.dataset.status ?? ""],
    speaker: [element.dataset.speaker ?? ""],
    year: (element.dataset.year ?? "").split(" "),
    text: null,
  })) : [];

  // A statement is searched by its words, anything else by all that is shown of it.
  function textOf(entry) {
    const shown = entry.element.querySelector(":scope > blockquote") ?? entry.element;
    entry.text ??= fold(`${shown.textContent} ${entry.element.dataset.speaker ?? ""}`);
    return entry.text;
  }

  function fill(select, values) {
    for (const value of values) select.append(new Option(value, value));
  }

  const chosen = () => FIELDS.map((name) => [name, form.elements[name].value.trim()]).filter(([, value]) => value);

  function tell(count) {
    const output = document.getElementById("find-state");
    output.textContent = output.dataset.form.replace("{count}", count).replace("{all}", entries.length);
    document.getElementById("find-none").hidden = count > 0;
  }

  function apply() {
    const filters = chosen();
    const words = fold(form.elements.q.value).split(/\s+/).filter(Boolean);
    const counts = new Map();
    let count = 0;
    for (const entry of entries) {
      const fits = filters.every(([name, value]) => name === "q" || entry[name].includes(value))
        && words.every((word) => textOf(entry).includes(word));
      if (entry.element.hidden === fits) entry.element.hidden = !fits;
      for (const group of entry.groups) counts.set(group, (counts.get(group) ?? 0) + fits);
      count += fits;
    }
    for (const [group, number] of counts) group.hidden = number === 0;
    document.body.classList.toggle("filtered", filters.length > 0);
    tell(count);
  }

  function remember() {
    const state = new URLSearchParams(form ? chosen() : []);
    if (language !== first) state.set("lang", language);
    const address = state.toString();
    history.replaceState(null, "", address ? `#${address}` : location.pathname + location.search);
  }

  function follow() {
    const address = location.hash.slice(1);
    if (address && !address.includes("=")) {
      const goal = document.getElementById(decodeURIComponent(address));
      if (goal && form && goal.closest("[hidden]")) {
        form.reset();
        apply();
        goal.scrollIntoView();
      }
      return;
    }
    const state = new URLSearchParams(address);
    speak(state.get("lang") ?? first);
    if (!form) return;
    for (const name of FIELDS) form.elements[name].value = state.get(name) ?? "";
    apply();
  }

  for (const element of document.querySelectorAll(".languages, .to-find, #find")) element.hidden = false;
  for (const button of buttons) {
    button.addEventListener("click", () => {
      speak(button.dataset.language);
      for (const entry of entries) entry.text = null;
      if (form) apply();
      remember();
    });
  }
  if (form) {
    let timer = 0;
    const compare = new Intl.Collator(first).compare;
    fill(form.elements.speaker, [...new Set(entries.flatMap((entry) => entry.speaker))].filter(Boolean).sort(compare));
    fill(form.elements.year, [...new Set(entries.flatMap((entry) => entry.year))].filter(Boolean).sort());
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => { apply(); remember(); }, 80);
    });
    form.addEventListener("reset", () => setTimeout(() => { apply(); remember(); }));
  }
  addEventListener("hashchange", follow);
  follow();
})();
