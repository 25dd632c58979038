import htmx from "htmx.org/dist/htmx.esm.js";
import "./desk/ago.js";
import "./desk/autosubmit.js";
import "./desk/clock.js";
import "./desk/composer.js";
import "./desk/copy.js";
import "./desk/day.js";
import "./desk/filling.js";
import "./desk/heat.js";
import "./desk/keys.js";
import "./desk/live.js";
import "./desk/opens.js";
import "./desk/palette.js";
import "./desk/panes.js";
import "./desk/phone.js";
import "./desk/pop.js";
import "./desk/prints.js";
import "./desk/requests.js";
import "./desk/send-once.js";
import "./desk/theme.js";
import "./desk/toasts.js";

/* htmx would begin a moment later; a click or key in between would open a sheet that nothing fills. */
htmx.initialize();
