import { CONTENT_CHARS_MAX } from "@/server/contract/_shared/limits";
import { COMMAND_LABEL } from "@/server/contract/message/command-message";

/** What a payload's type is called on Tickline's screens. */
const LABELS: Readonly<Record<number, string>> = {
  2: "Image",
  3: "GIF",
  4: "Voice message",
  5: "Video",
  6: "Location",
  7: "Contact card",
  8: "File",
  11: "Forwarded messages",
  12: "Sticker",
  13: "Sticker",
  99: COMMAND_LABEL,
};
/** Their messages begin and end here; 1001 is "group created". */
const SYSTEM_TYPES = { from: 1000, to: 2000 };

export type ReadPayload = {
  type: number | null;
  /** What agents read. */
  text: string;
  /** Of a system message: its template and what goes into it. */
  system: { template: string; parameters: Record<string, string> } | null;
};

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A payload's bytes as JSON; null when they are none. */
function jsonOf(payload: Uint8Array): Json | null {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}

/** Text that can be stored: without NUL and halves of characters, and not too long. */
const storable = (text: string): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what this finds.
  const clean = text.replaceAll(/[\u0000\ud800-\udfff]/gu, "\ufffd");
  return clean.length > CONTENT_CHARS_MAX ? `${clean.slice(0, CONTENT_CHARS_MAX - 2)}…` : clean;
};

/** What Tickline understands of a payload; it keeps the bytes beside it. */
export function readPayload(payload: Uint8Array): ReadPayload {
  const json = jsonOf(payload);
  const type = typeof json?.["type"] === "number" ? json["type"] : null;
  const content = typeof json?.["content"] === "string" ? storable(json["content"]) : "";
  if (type !== null && type >= SYSTEM_TYPES.from && type <= SYSTEM_TYPES.to) {
    const template = content.trim() === "" ? "[System message]" : content;
    return { type, text: template, system: { template, parameters: parametersOf(json?.["extra"]) } };
  }
  const isText = type === 1 || type === 14;
  const label = LABELS[type ?? 0] ?? "Message";
  const name = typeof json?.["name"] === "string" ? storable(json["name"].slice(0, 200)) : "";
  const text = isText && content.trim() !== "" ? content : `[${label}]${name === "" ? "" : ` ${name}`}`;
  return { type, text, system: null };
}

const PARAMETERS_MAX = 50;
const PARAMETER_CHARS_MAX = 1_000;

/** `{0}` is the name of the first of `extra`. */
function parametersOf(extra: unknown): Record<string, string> {
  if (!Array.isArray(extra)) return {};
  const names = extra.slice(0, PARAMETERS_MAX).map((one: unknown) => (isObject(one) ? one["name"] : null));
  return Object.fromEntries(
    names.flatMap((name, nth) =>
      typeof name === "string" ? [[String(nth), storable(name.slice(0, PARAMETER_CHARS_MAX))]] : [],
    ),
  );
}
