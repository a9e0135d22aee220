import { z } from "zod";
import { faultOf, type InputFault } from "@/server/contract/_shared/input-fault";
import { attributes, type JsonObject } from "@/server/contract/_shared/primitives";
import { FORM_KEYWORDS } from "./settings-field";

/** How the channel of an inbox is set up: what everybody who sees the inbox may read, and its secrets. */
export type ChannelSettings = { settings: JsonObject; secrets: JsonObject };

type ReadSettings = { valid: true; value: ChannelSettings } | { valid: false; fault: InputFault };

/** The settings of a kind as JSON Schema 2020-12, as callers set them; secrets are `writeOnly`. With what forms need besides. */
export const settingsSchemaOf = (kind: z.ZodObject): JsonObject =>
  attributes.parse(z.toJSONSchema(kind, { io: "input" }));

/** The same in words of JSON Schema alone: strict validators refuse others. */
export const publishedSchemaOf = (kind: z.ZodObject): JsonObject =>
  attributes.parse(
    z.toJSONSchema(kind, {
      io: "input",
      override: ({ jsonSchema }) => {
        for (const keyword of FORM_KEYWORDS) delete jsonSchema[keyword];
      },
    }),
  );

/**
 * The settings after a change. An object is merged, null removes a field, and what is not named stays (RFC 7396); so a secret that is
 * omitted stays. `kind` sets defaults and refuses the rest.
 */
export function changeSettings(kind: z.ZodObject, stored: ChannelSettings, change: JsonObject): ReadSettings {
  const whole = merged(withSecrets(stored.settings, stored.secrets), change);
  const parsed = kind.safeParse(whole);
  if (!parsed.success) return { valid: false, fault: within("settings", faultOf(parsed.error, whole)) };
  return { valid: true, value: separate(attributes.parse(parsed.data), settingsSchemaOf(kind)) };
}

/** All settings of a channel in one object. */
export const withSecrets = (settings: JsonObject, secrets: JsonObject): JsonObject =>
  merged(settings, secrets);

const within = (path: string, { field, detail }: InputFault): InputFault => ({
  field: field === undefined ? path : `${path}.${field}`,
  detail,
});

const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function merged(target: JsonObject, change: JsonObject): JsonObject {
  const result = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(change)) {
    const before = result.get(name);
    if (value === null) result.delete(name);
    else result.set(name, isObject(value) ? merged(isObject(before) ? before : {}, value) : value);
  }
  return Object.fromEntries(result);
}

/** The values of `writeOnly` properties, apart from the others, each at its path. Secrets are in objects, never in unions or lists. */
function separate(value: JsonObject, schema: JsonObject): ChannelSettings {
  const properties = isObject(schema["properties"]) ? schema["properties"] : {};
  const result: ChannelSettings = { settings: {}, secrets: {} };
  for (const [name, one] of Object.entries(value)) {
    const property = isObject(properties[name]) ? properties[name] : {};
    if (property["writeOnly"] === true) result.secrets[name] = one;
    else if (isObject(one) && isObject(property["properties"])) {
      const inner = separate(one, property);
      result.settings[name] = inner.settings;
      if (Object.keys(inner.secrets).length > 0) result.secrets[name] = inner.secrets;
    } else result.settings[name] = one;
  }
  return result;
}
