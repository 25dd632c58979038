/** Of several processes of a file one runs, under the code of the whole; one undo takes the choice back. */

/** @param {{modeler: object, chosen: string}} options `chosen` is the id of the process that is to run */
export function chooseRunning({ modeler, chosen }) {
  const [modeling, moddle] = [modeler.get("modeling"), modeler.get("moddle")];
  const root = modeler.get("canvas").getRootElement();
  const change = (holder, values) => () => modeling.updateModdleProperties(root, holder, values);
  const processes = modeler.getDefinitions().rootElements.filter(({ $type }) => $type === "bpmn:Process");
  const mine = processes.find(({ id }) => id === chosen);
  if (!mine) return;
  const acts = processes.map((one) => change(one, { isExecutable: one === mine }));
  const coded = processes.map(ownOf).find((own) => own?.key);
  if (coded && coded !== ownOf(mine)) acts.push(...underItsCode({ moddle, change, mine, coded }));
  modeler.get("commandStack").execute("tantam.together", { acts });
}

function ownOf(process) {
  return process.extensionElements?.values?.find(({ $type }) => $type === "tantam:Process");
}

/** The code goes from the process that had it to the one that runs. */
function underItsCode({ moddle, change, mine, coded }) {
  const holder = mine.extensionElements ?? moddle.create("bpmn:ExtensionElements", { values: [] });
  const own = ownOf(mine) ?? moddle.create("tantam:Process", {});
  holder.$parent = mine;
  own.$parent = holder;
  return [
    change(own, { key: coded.key, shape: coded.shape }),
    change(coded, { key: undefined, shape: undefined }),
    change(holder, { values: [...holder.values.filter((one) => one !== own), own] }),
    change(mine, { extensionElements: holder }),
  ];
}
