/** `data-prints`: the page on paper. */
import { onClick } from "../attach.js";

onClick("[data-prints]", () => window.print());
