/** Drafts and publishing: JSON to the server, the revision guards against writing over somebody else. */
import { csrfToken } from "../desk/requests.js";
import { toast } from "../desk/toasts.js";
import { labelOf, word } from "./words.js";

export class Refused extends Error {
  constructor(status, answer) {
    super(`refused with ${status}`);
    this.status = status;
    this.answer = answer;
  }
}

/** POSTs and reads JSON; throws `Refused` for anything but success. */
export async function request(url, { body, type = "application/json" }) {
  const headers = { "Content-Type": type, "X-CSRFToken": csrfToken(), Accept: "application/json" };
  const response = await fetch(url, { method: "POST", body, headers });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(response.status, answer);
  return answer;
}

/** Keeps the state of a draft: its revision, and whether it has changes that the server does not know. */
export class Draft {
  constructor({ modeler, saveUrl, publishUrl, revision, state }) {
    Object.assign(this, { modeler, saveUrl, publishUrl, revision, state });
    this.isDirty = false;
    modeler.on("commandStack.changed", () => this.dirty(true));
    addEventListener("beforeunload", (event) => {
      if (this.isDirty) event.preventDefault();
    });
  }

  dirty(isDirty) {
    this.isDirty = isDirty;
    this.state.textContent = word(isDirty ? "Not saved yet" : "Saved");
    this.state.dataset.state = isDirty ? "dirty" : "saved";
  }

  /** A field that is being typed in writes itself when it loses the focus. */
  async xml() {
    document.activeElement?.blur?.();
    await new Promise((done) => setTimeout(done));
    return (await this.modeler.saveXML({ format: true })).xml;
  }

  /** @returns {Promise<boolean>} whether it was saved */
  async save({ force = false } = {}) {
    const xml = await this.xml();
    this.state.textContent = word("Saving…");
    try {
      const answer = await request(this.saveUrl, { body: JSON.stringify({ xml, revision: this.revision, force }) });
      this.revision = answer.revision ?? this.revision;
      this.dirty(false);
      return true;
    } catch (error) {
      this.dirty(true);
      if (error.status === 409) this.conflict(error.answer);
      else
        toast(labelOf(error.answer?.message) || word("The diagram could not be saved. It is still here; try again."), {
          tone: "error",
        });
      return false;
    }
  }

  conflict(answer) {
    const said = labelOf(answer?.message);
    const text =
      said ||
      word("Somebody else saved this draft meanwhile. Yours is still here: export it, then load the page again.");
    const act = () => {
      this.revision = answer?.revision ?? this.revision;
      this.save({ force: true });
    };
    toast(text, { tone: "warning", stay: 0, action: { text: word("Save mine over it"), act } });
  }

  /** Saves, then publishes. Throws `Refused` with the server's problems. */
  async publish(reason) {
    if (!(await this.save())) return null;
    return request(this.publishUrl, { body: JSON.stringify({ revision: this.revision, reason }) });
  }
}
