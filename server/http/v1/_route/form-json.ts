import type { Attachment } from "@/server/contract/_shared/dto";
import type { Form } from "@/server/files/receive-form";

/** Fields that are texts in JSON, whatever they look like. */
const TEXTS: ReadonlySet<string> = new Set([
  "content",
  "clientId",
  "sourceId",
  "direction",
  "name",
  "email",
  "phone",
]);

/** What came, as a form. Its files are stored. */
export type ReceivedForm = {
  fields: Form["fields"];
  files: readonly { file: Pick<Attachment, "id" | "name" | "bytes" | "sha256" | "failure"> }[];
};

/**
 * A form as the JSON that it stands for: `from[sourceId]` is a field of an object, `mentionIds[]` an item of a list, and a
 * value that is no text is written as in JSON. Its files are `fileIds`, after those that it names.
 */
export function jsonOfForm({ fields, files }: ReceivedForm): Record<string, unknown> {
  const json: Record<string, unknown> = Object.create(null);
  for (const [name, text] of fields) {
    const [, outer = name, inner] = /^([^[\]]+)\[([^[\]]*)\]$/.exec(name) ?? [];
    if (inner === undefined) json[outer] = fieldValue(outer, text);
    else if (inner === "") json[outer] = [...listIn(json[outer]), fieldValue(outer, text)];
    else json[outer] = { ...objectIn(json[outer]), [inner]: fieldValue(inner, text) };
  }
  if (files.length > 0) json["fileIds"] = [...listIn(json["fileIds"]), ...files.map(({ file }) => file.id)];
  return { ...json };
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const objectIn = (value: unknown): object =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

function fieldValue(field: string, text: string): unknown {
  if (TEXTS.has(field)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text; // the schema says what it should be
  }
}
