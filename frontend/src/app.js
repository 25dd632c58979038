import htmx from "htmx.org/dist/htmx.esm.js";
import "./desk/ago.js";
import "./desk/answering-all.js";
import "./desk/away.js";
import "./desk/autosubmit.js";
import "./desk/clock.js";
import "./desk/company.js";
import "./desk/composer.js";
import "./desk/checks.js";
import "./desk/choosing.js";
import "./desk/copy.js";
import "./desk/day.js";
import "./desk/enclosing.js";
import "./desk/faults.js";
import "./desk/files.js";
import "./desk/filling.js";
import "./desk/filtering.js";
import "./desk/forwarding.js";
import "./desk/differences.js";
import "./desk/together.js";
import "./desk/keys.js";
import "./desk/leaving.js";
import "./desk/live.js";
import "./desk/narrow.js";
import "./desk/opens.js";
import "./desk/palette.js";
import "./desk/panes.js";
import "./desk/phone.js";
import "./desk/pop.js";
import "./desk/prints.js";
import "./desk/reached.js";
import "./desk/requests.js";
import "./desk/resending.js";
import "./desk/resting.js";
import "./desk/said-time.js";
import "./desk/send-once.js";
import "./desk/sent.js";
import "./desk/shown-by.js";
import "./desk/suggest.js";
import "./desk/theme.js";
import "./desk/toasts.js";

/* htmx would begin a moment later; a click or key in between would open a sheet that nothing fills. */
htmx.config.morphIgnore.push("open"); // what somebody unfolded stays so when its pane is fetched anew
htmx.initialize();
/* What a module of its own put on the page. */
document.addEventListener("tantam:arrived", (event) => htmx.process(event.target));
