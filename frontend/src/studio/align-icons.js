/** bpmn-js' alignment icons carry inline styles, which a strict CSP refuses; these say the same with attributes. */
const svg = (shapes) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round">${shapes}</svg>`;

const ICONS = {
  align: svg(
    '<path d="M3 3v18"/><rect x="7" y="5" width="13" height="5" rx="1"/><rect x="7" y="14" width="7" height="5" rx="1"/>',
  ),
  left: svg(
    '<path d="M3 3v18"/><rect x="7" y="5" width="13" height="5" rx="1"/><rect x="7" y="14" width="7" height="5" rx="1"/>',
  ),
  right: svg(
    '<path d="M21 3v18"/><rect x="4" y="5" width="13" height="5" rx="1"/><rect x="10" y="14" width="7" height="5" rx="1"/>',
  ),
  center: svg(
    '<path d="M12 3v18"/><rect x="4" y="5" width="16" height="5" rx="1"/><rect x="8" y="14" width="8" height="5" rx="1"/>',
  ),
  top: svg(
    '<path d="M3 3h18"/><rect x="5" y="7" width="5" height="13" rx="1"/><rect x="14" y="7" width="5" height="7" rx="1"/>',
  ),
  bottom: svg(
    '<path d="M3 21h18"/><rect x="5" y="4" width="5" height="13" rx="1"/><rect x="14" y="10" width="5" height="7" rx="1"/>',
  ),
  middle: svg(
    '<path d="M3 12h18"/><rect x="5" y="4" width="5" height="16" rx="1"/><rect x="14" y="8" width="5" height="8" rx="1"/>',
  ),
  horizontal: svg('<path d="M3 3v18M21 3v18"/><rect x="9" y="7" width="6" height="10" rx="1"/>'),
  vertical: svg('<path d="M3 3h18M3 21h18"/><rect x="7" y="9" width="10" height="6" rx="1"/>'),
};

export default ICONS;
