/** A file handed to whoever works here, and the drawing itself as one. */

export function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(text instanceof Blob ? text : new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export async function exportBpmn({ modeler, name }) {
  download(`${name}.bpmn`, (await modeler.saveXML({ format: true })).xml, "application/xml");
}
