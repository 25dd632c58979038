/** The action of a step the system takes: chosen from the page's catalogue, with a form for its settings. */
import { extension } from "./care.js";
import { areaField, checkField, group, lengthField, selectField, textField } from "./fields.js";
import { labelOf, word } from "./words.js";

export function actionGroup({ bo, care, offers }) {
  const action = extension(bo, "Action");
  const catalogue = offers.actions ?? [];
  const offer = catalogue.find(({ name }) => name === action?.get("name"));
  const choose = (name) => {
    const kept = name === action?.get("name") ? action.get("settings") : [];
    care.replace(action, name ? care.create("Action", { name, settings: kept }) : undefined);
  };
  const known = new Set((offer?.settings ?? []).map(({ name }) => name));
  const others = (action?.get("settings") ?? []).filter((setting) => !known.has(setting.get("name")));
  return group(
    word("Action"),
    selectField({
      key: "action-name",
      label: word("What the system does here"),
      value: action?.get("name"),
      empty: word("choose…"),
      options: catalogue.map(({ name, label }) => [name, labelOf(label) || name]),
      hint: labelOf(offer?.hint),
      set: choose,
    }),
    (offer?.settings ?? []).map((setting) => settingField({ setting, action, care })),
    others.map((one) => {
      const name = one.get("name");
      return textField({
        key: `setting-${name}`,
        label: `${name} (${word("not in the catalogue")})`,
        value: one.get("value") ?? one.get("text"),
        set: (value) => setSetting({ care, action, name, value }),
      });
    }),
  );
}

function settingField({ setting, action, care }) {
  const found = action.get("settings").find((one) => one.get("name") === setting.name);
  const value = found?.get("value") ?? found?.get("text") ?? setting.default ?? "";
  const set = (text) => setSetting({ care, action, name: setting.name, value: text });
  const common = {
    key: `setting-${setting.name}`,
    label: labelOf(setting.label) || setting.name,
    hint: labelOf(setting.hint),
    value,
    set,
  };
  if (setting.kind === "choice") {
    const options = (setting.choices ?? []).map((one) =>
      typeof one === "string" ? [one, one] : [one.value, labelOf(one.label)],
    );
    return selectField({ ...common, options, empty: setting.required ? undefined : word("none") });
  }
  if (setting.kind === "boolean") {
    return checkField({ ...common, value: value === "true", set: (on) => set(on ? "true" : "false") });
  }
  if (setting.kind === "duration") return lengthField(common);
  if (setting.kind === "textarea") return areaField(common);
  return textField(common);
}

function setSetting({ care, action, name, value }) {
  const old = action.get("settings");
  const made = value ? [care.create("Setting", { name, value })] : [];
  const at = old.findIndex((one) => one.get("name") === name);
  const settings = at < 0 ? [...old, ...made] : [...old.slice(0, at), ...made, ...old.slice(at + 1)];
  care.replace(action, care.changed(action, { settings }));
}
