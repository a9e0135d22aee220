import type { JsonObject } from "@/server/contract/_shared/primitives";
import type { ChannelPreset, FormSetting } from "@/server/contract/channel/settings-field";

/** The name of a setting's field in a form. */
export const fieldName = ({ path }: FormSetting): string => `settings.${path.join(".")}`;

/** Whether a form can show a setting: lists of objects, and objects whose names are free, are set over the API only. */
export const isShown = ({ of }: FormSetting): boolean => {
  if (of.type === "array") return of.items?.type === "string";
  if (of.type === "object") return of.properties !== undefined;
  return of.type !== undefined;
};

/** The chosen values of the enumerations, by the names of their fields. */
export type Choices = Readonly<Record<string, string>>;

/** What the enumerations have at first: the stored value, the default, or the first of their values. */
export const firstChoices = (settings: JsonObject, fields: readonly FormSetting[]): Choices =>
  Object.fromEntries(
    fields.flatMap((one) =>
      one.of.enum ? [[fieldName(one), String(storedValue(settings, one) ?? one.of.enum[0] ?? "")]] : [],
    ),
  );

/** What a preset chooses of the enumerations. */
export const presetChoices = (preset: ChannelPreset | null, fields: readonly FormSetting[]): Choices =>
  Object.fromEntries(
    fields.flatMap((one) => {
      const value = one.of.enum && preset?.values[one.path.join(".")];
      return value === undefined ? [] : [[fieldName(one), String(value)]];
    }),
  );

/** Whether a setting applies under these choices; one in a section only if the section does. */
export const applies = (one: FormSetting, fields: readonly FormSetting[], choices: Choices): boolean =>
  fields
    .filter(({ path }) => path.every((name, i) => one.path[i] === name))
    .every(({ of }) =>
      Object.entries(of.onlyIf ?? {}).every(([name, value]) => choices[`settings.${name}`] === value),
    );

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The stored value of a setting, or its default. */
export function storedValue(settings: JsonObject, { path, of }: FormSetting): unknown {
  let value: unknown = settings;
  for (const name of path) value = isObject(value) ? value[name] : undefined;
  return value ?? of.default;
}

/** The name and what to enter in the reader's language. */
export function settingWords(
  { path, of }: FormSetting,
  locale: string,
): { title: string; hint: string | undefined } {
  const own = locale.startsWith("zh") ? of.zh : undefined;
  return { title: own?.title ?? of.title ?? path.join("."), hint: own?.description ?? of.description };
}

/**
 * What a form sends as the change of a channel's settings. An empty field is removed; an empty secret stays as it is; a section
 * without any value but its defaults is removed.
 */
export function readSettings(form: FormData, fields: readonly FormSetting[]): JsonObject {
  const change = readSection(form, fields, []);
  return change ?? {};
}

/** The same without what the form shows as it is stored, which somebody else may change meanwhile. */
export const changedSettings = (
  form: FormData,
  fields: readonly FormSetting[],
  stored: JsonObject,
): JsonObject => differences(readSettings(shownForm(stored, fields), fields), readSettings(form, fields));

/** What a form of the stored settings has before anything is entered. */
function shownForm(stored: JsonObject, fields: readonly FormSetting[]): FormData {
  const form = new FormData();
  const choices = firstChoices(stored, fields);
  for (const one of fields.filter((field) => isShown(field) && applies(field, fields, choices))) {
    const name = fieldName(one);
    const value = storedValue(stored, one);
    if (one.of.type === "boolean") {
      if (value === true) form.set(name, "on");
    } else if (one.of.type !== "object" && !one.of.writeOnly)
      form.set(name, choices[name] ?? settingText(value).replaceAll("\r\n", "\n"));
  }
  return form;
}

/** A stored value in a field. */
export const settingText = (value: unknown): string =>
  Array.isArray(value) ? value.join("\n") : value === undefined ? "" : String(value);

function differences(before: JsonObject, after: JsonObject): JsonObject {
  const changed = Object.entries(after).flatMap(([name, value]) => {
    const was = before[name];
    if (JSON.stringify(value) === JSON.stringify(was)) return [];
    return [[name, isObject(value) && isObject(was) ? differences(was, value) : value] as const];
  });
  return Object.fromEntries(changed);
}

function readSection(
  form: FormData,
  fields: readonly FormSetting[],
  path: readonly string[],
): JsonObject | null {
  const own = fields.filter(
    (one) =>
      one.path.length === path.length + 1 && path.every((name, i) => one.path[i] === name) && isShown(one),
  );
  const values = own.flatMap((one) => {
    const name = one.path[path.length] ?? "";
    const value = one.of.type === "object" ? readSection(form, fields, one.path) : readField(form, one);
    return value === undefined ? [] : [{ name, value, isDefault: value === one.of.default }];
  });
  const isEmpty =
    path.length > 0 && values.every(({ value, isDefault }) => value === null || value === false || isDefault);
  return isEmpty ? null : Object.fromEntries(values.map(({ name, value }) => [name, value]));
}

/** Undefined: it stays as it is. */
function readField(form: FormData, setting: FormSetting): JsonObject[string] | undefined {
  const name = fieldName(setting);
  const { type, writeOnly } = setting.of;
  if (type === "boolean") return form.has(name);
  const text = String(form.get(name) ?? "").trim();
  if (type === "array")
    return text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  if (text === "") return writeOnly ? undefined : null;
  if (type === "integer" || type === "number") return Number(text);
  return text;
}
