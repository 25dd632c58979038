/** Drafts and publishing: JSON to the server, the revision guards against writing over somebody else. */
import { csrfToken } from "../desk/requests.js";
import { toast } from "../desk/toasts.js";
import { conflictDialog } from "./conflict.js";
import { labelOf, word } from "./words.js";

const AGAIN_MS = 4_000;
const AWAY = [502, 503, 504];

export class Refused extends Error {
  constructor(status, answer) {
    super(`refused with ${status}`);
    this.status = status;
    this.answer = answer;
  }
}

function send(url, { body, type }) {
  const headers = { "Content-Type": type, "X-CSRFToken": csrfToken(), Accept: "application/json" };
  return fetch(url, { method: "POST", body, headers });
}

/** Who signed in again in another window has a new token, which a fresh copy of this page knows. */
async function renewToken() {
  const page = await fetch(location.pathname);
  const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("meta[name=csrf]");
  if (page.redirected || !token) return false;
  document.querySelector("meta[name=csrf]").content = token.content;
  return true;
}

/** POSTs and reads JSON; throws `Refused` for anything but success, with 401 where nobody is signed in any more. */
export async function request(url, { body, type = "application/json" }) {
  let response = await send(url, { body, type });
  if (response.status === 403 && (await renewToken())) response = await send(url, { body, type });
  const isJson = response.headers.get("Content-Type")?.includes("json");
  if (response.ok && !isJson) throw new Refused(401, {});
  const answer = isJson ? await response.json() : {};
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

/** Whether the server could not be reached, so that the same again may go through. */
export function isAway(error) {
  return !(error instanceof Refused) || AWAY.includes(error.status);
}

/** What to tell of a refusal. */
export function saidOf(error) {
  const said = labelOf(error.answer?.message);
  if (said) return said;
  if (error.status === 401) return word("You are signed out. Sign in again in another tab, then save here once more.");
  if (error.status === 403) return word("You may no longer change this process. Export the file to keep your work.");
  return word("The diagram could not be saved. It is still here; try again.");
}

/** Keeps the state of a draft: its revision, and whether it has changes that the server does not know. */
export class Draft {
  constructor({ modeler, saveUrl, publishUrl, apartUrl, revision, base, state, name }) {
    Object.assign(this, { modeler, saveUrl, publishUrl, apartUrl, revision, base, state, name });
    this.stack = modeler.get("commandStack");
    this.savedAt = this.stack._stackIdx;
    this.isTyping = false;
    this.isRestored = false;
    this.queue = Promise.resolve();
    this.notices = [];
    modeler.on("commandStack.changed", () => {
      this.isTyping = false;
      this.tell();
    });
    addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  get isDirty() {
    return this.isTyping || this.isRestored || this.stack._stackIdx !== this.savedAt;
  }

  /** The drawing was opened anew: what stands there now is what the server knows, or a copy that it does not know. */
  opened({ isRestored = false, xml } = {}) {
    this.known = xml; // of a copy that the browser kept nobody knows any more what it was drawn upon
    this.savedAt = this.stack._stackIdx;
    this.isRestored = isRestored;
    if (isRestored) this.tell();
  }

  /** A field has been changed and not yet left. */
  typing() {
    if (this.isTyping) return; // said already: nothing on the page changes with every letter
    this.isTyping = true;
    this.tell();
  }

  tell(said) {
    this.state.textContent = word(said ?? (this.isDirty ? "Not saved yet" : "Saved"));
    this.state.dataset.state = said ? "under-way" : this.isDirty ? "dirty" : "saved";
  }

  /** A field that is being typed in writes itself when it loses the focus. */
  async xml() {
    const field = document.activeElement;
    if (field?.closest?.(".studio-panel, .studio-list")) {
      field.blur();
      await new Promise((done) => setTimeout(done));
    }
    this.modeler.get("eventBus").fire("tantam.settle");
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  /** One after the other. @returns {Promise<boolean>} whether it was saved */
  save(options) {
    const saved = this.queue.then(() => this.saveNow(options));
    this.queue = saved.catch(() => {});
    return saved;
  }

  async saveNow({ force = false } = {}) {
    clearTimeout(this.again);
    const xml = await this.xml();
    const at = this.stack._stackIdx;
    this.tell("Saving…");
    this.isSaving = true;
    try {
      const { revision, base } = this;
      const answer = await request(this.saveUrl, { body: JSON.stringify({ xml, revision, base, force }) });
      this.known = xml;
      this.saved(answer, at);
      return true;
    } catch (error) {
      this.tell();
      if (isAway(error)) this.away();
      else if (error.status === 409) conflictDialog({ draft: this, answer: error.answer, xml });
      else this.notices.push(toast(saidOf(error), { tone: "error" }));
      return false;
    } finally {
      this.isSaving = false;
    }
  }

  saved({ revision, number }, at) {
    this.revision = revision ?? this.revision;
    this.base = number ?? this.base;
    this.savedAt = at;
    this.isTyping = false;
    this.isRestored = false;
    this.tell();
    for (const notice of this.notices.splice(0)) notice.remove();
    if (this.lost) {
      this.lost.remove();
      this.lost = undefined;
      toast(word("Connected again: the draft is saved."), { tone: "success" });
    }
    this.modeler.get("eventBus").fire("draft.saved");
  }

  /** The server is away: say so once, and go on trying. */
  away() {
    this.lost ??= toast(
      word("The server cannot be reached. Your drawing is safe in this browser and is saved as soon as it answers."),
      { tone: "warning", stay: 0 },
    );
    this.again = setTimeout(() => this.save(), AGAIN_MS);
  }

  /**
   * Saves, then publishes. Throws `Refused` with the server's problems.
   * @param {{share?: number, measure?: string, guards?: string[], ending?: number}} said for what percent of new cases,
   *   judged by what; the number of the version whose trial ends with it
   */
  async publish(reason, { share = 100, ...said } = {}) {
    if ((this.isDirty || !this.revision) && !(await this.save())) return null;
    const body = JSON.stringify({ revision: this.revision, reason, share, ...said });
    const answer = await request(this.publishUrl, { body });
    this.modeler.get("eventBus").fire("draft.saved");
    return answer;
  }
}
