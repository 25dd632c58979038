/**
 * What other programs put on the clipboard, as the few things a message holds: lists of Word that are drawn with letters
 * become lists, headings bold lines, paragraphs of pages are kept apart by an empty line, pictures within the text are
 * handed on where they are there at all (`data:`) and left out where only their address is.
 */
const HEAD = /<head[\s\S]*?<\/head>|<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<!\[[^>]*>/gi;
const LISTED = /mso-list:\s*l\d+\s+level(\d+)/i;
const NUMBERED = /^\s*(?:\d+|[a-z]|[ivxl]+)[.)]/i;
/* Of a larger table every key would be slow to show, and nobody reads it in a mail. */
const MOST_CELLS = 1_500;
const NO_MARGIN = /margin(?:-bottom)?:\s*0|mso-/i;

/**
 * @param {string} html
 * @param {{keep: (dataUrl: string, alt: string) => string | null, lost: () => void}} pictures `keep` gives the id it has from now on
 * @returns {string}
 */
export function cleaned(html, pictures) {
  if (html.includes("data-pm-slice")) return html;
  /* Styles and handlers would be refused by the page's own rules as soon as they are read. */
  const read = html
    .replace(HEAD, "")
    .replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\s(style|on[a-z]+)\s*=/gi, " data-$1="));
  const page = new DOMParser().parseFromString(read, "text/html");
  const { body } = page;
  for (const element of [...body.querySelectorAll("*")].filter(({ localName }) => localName.includes(":"))) {
    element.replaceWith(...element.childNodes);
  }
  if (body.querySelectorAll("td, th").length > MOST_CELLS) tablesAsLines(page, body);
  for (const heading of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) asBoldLine(page, heading);
  putPictures(body, pictures);
  emptyLines(page, body);
  listsOfWord(page, body);
  apart(page, body);
  stylesAsMarks(page, body);
  return body.innerHTML;
}

/** Bold and italic by style become marks; other styles go, the page's rules would refuse them. */
function stylesAsMarks(page, body) {
  for (const element of [...body.querySelectorAll("[data-style]")]) {
    const { style } = element.dataset;
    if (/^[bi]$/.test(element.localName) && /font-(?:weight|style):\s*(?:normal|400)/i.test(style)) {
      element.replaceWith(...element.childNodes);
      continue;
    }
    if (/font-weight:\s*(?:bold|[6-9]00)/i.test(style)) wrap(page, element, "strong");
    if (/font-style:\s*italic/i.test(style)) wrap(page, element, "em");
  }
}

/** Marks stand around words, whatever block the style stood on. */
function wrap(page, element, name) {
  const blocks = [element, ...element.querySelectorAll("p, li, td, th, div")];
  for (const block of blocks.filter((one) => !one.querySelector("p, li, td, th, div, table, ul, ol"))) {
    const mark = page.createElement(name);
    mark.append(...block.childNodes);
    block.append(mark);
  }
}

function tablesAsLines(page, body) {
  for (const table of body.querySelectorAll("table")) {
    const lines = [...table.rows].map((row) => {
      const line = page.createElement("p");
      line.dataset.style = "margin:0";
      line.textContent = [...row.cells].map((cell) => cell.textContent.trim()).join(" | ");
      return line;
    });
    table.replaceWith(...lines);
  }
}

function asBoldLine(page, heading) {
  const line = page.createElement("p");
  const bold = page.createElement("strong");
  bold.append(...heading.childNodes);
  line.append(bold);
  heading.replaceWith(line);
}

function putPictures(body, { keep, lost }) {
  let missing = false;
  for (const image of body.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    const id = /^data:image\/(?:png|jpe?g|gif|webp);base64,/i.test(source) ? keep(source, image.alt) : null;
    if (id) image.setAttribute("src", `cid:${id}`);
    else {
      missing ||= !isTiny(image);
      image.remove();
    }
  }
  if (missing) lost();
}

/** A dot that counts who reads, or keeps a table in shape. */
function isTiny(image) {
  return Number(image.getAttribute("width") ?? 99) < 3 || Number(image.getAttribute("height") ?? 99) < 3;
}

/** A line that holds a blank or a line end is an empty one. */
function emptyLines(page, body) {
  for (const line of body.querySelectorAll("p, div")) {
    if (line.querySelector("img, table, li, p, div") || line.textContent.replace(/\u00a0/g, " ").trim()) continue;
    line.replaceWith(page.createElement("p"));
  }
}

function listsOfWord(page, body) {
  const items = [...body.querySelectorAll("p[data-style*='mso-list']")].filter((one) => LISTED.test(one.dataset.style));
  let open = [];
  for (const item of items) {
    const level = Number(LISTED.exec(item.dataset.style)[1]);
    const mark = item.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    const kind = NUMBERED.test(mark?.textContent ?? "") ? "ol" : "ul";
    mark?.remove();
    const goesOn = open.length && open[0].list.isSameNode(item.previousElementSibling);
    if (!goesOn) open = [];
    while (open.length && (open.at(-1).level > level || (open.at(-1).level === level && open.at(-1).kind !== kind)))
      open.pop();
    if (!open.length || open.at(-1).level < level) {
      const list = page.createElement(kind);
      const within = open.at(-1)?.list.lastElementChild;
      if (within) within.append(list);
      else item.before(list);
      open.push({ list, level, kind });
    }
    const entry = page.createElement("li");
    const line = page.createElement("p");
    line.append(...item.childNodes);
    entry.append(line);
    open.at(-1).list.append(entry);
    item.remove();
  }
}

/** Paragraphs of a page stand apart by their margins; here by an empty line. */
function apart(page, body) {
  for (const line of body.querySelectorAll("p + p")) {
    const above = line.previousElementSibling;
    if (!line.textContent.trim() || !above.textContent.trim() || line.closest("li, td, th")) continue;
    if (NO_MARGIN.test(above.dataset.style ?? "") || /^Mso/.test(above.className)) continue;
    line.before(page.createElement("p"));
  }
}
