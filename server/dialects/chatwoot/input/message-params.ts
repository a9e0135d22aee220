import { CONTENT_CHARS_MAX, SOURCE_ID_CHARS_MAX } from "@/server/contract/_shared/limits";
import { Refusal } from "@/server/contract/_shared/refusal";
import { withEcho } from "@/server/dialects/chatwoot/json/echo";
import { isTree, type Tree } from "./form-tree";
import type { Attributes, Params } from "./params";

/** A message as in a request. */
export type WireMessage = {
  kind: "incoming" | "outgoing" | "note";
  content: string;
  contentType: string;
  contentAttributes: Attributes;
  sourceId: string | null;
  echoId: string | number | null;
  fileIds: number[];
};

/** Content types that are valid without text. */
const WITHOUT_TEXT = [
  "input_select",
  "cards",
  "form",
  "article",
  "input_email",
  "input_csat",
  "integrations",
];
const CONTENT_TYPES = [
  "text",
  "input_text",
  "input_textarea",
  "incoming_email",
  "sticker",
  "voice_call",
  ...WITHOUT_TEXT,
];

const refuse = (field: string, detail: string) => new Refusal("input.invalid", { field, detail });

/**
 * Reads a message with its files, which are stored already; its `status` is ignored, as upstream. `signed`: the files of its
 * `attachments`; without it the message may have none.
 */
export function readMessage(
  params: Params,
  given: readonly number[] = [],
  signed: readonly number[] | null = null,
): WireMessage {
  if (signed === null && params.has("attachments"))
    throw refuse("attachments", "attachments must be files of a form (multipart/form-data)");
  const fileIds = [...given, ...(signed ?? [])];
  const contentType = params.text("content_type") ?? "text";
  if (!CONTENT_TYPES.includes(contentType))
    throw refuse("content_type", `content_type must be one of ${CONTENT_TYPES.join(", ")}`);
  const content = params.text("content", CONTENT_CHARS_MAX) ?? "";
  if (content.trim() === "" && fileIds.length === 0 && !WITHOUT_TEXT.includes(contentType))
    throw new Refusal("message.content_missing");
  const writtenAt = params.text("external_created_at");
  const contentAttributes = {
    ...params.object("content_attributes"),
    ...(writtenAt ? { external_created_at: writtenAt } : {}),
  };
  const kind = readKind(params);
  if (kind === "outgoing") requireItems(contentType, contentAttributes);
  return {
    kind,
    content,
    contentType,
    contentAttributes,
    sourceId: params.text("source_id", SOURCE_ID_CHARS_MAX) ?? null,
    echoId: readEcho(params),
    fileIds,
  };
}

/** The first message of a conversation, with its echo among its attributes. */
export type FirstMessage = Omit<WireMessage, "echoId" | "fileIds">;

/** The message with which a request begins a conversation; null = none. Refuses one that is no object. */
export function readFirstMessage(params: Params): FirstMessage | null {
  const first = params.under("message");
  if (!first && params.has("message"))
    throw refuse("message", "message must be an object with the text as its content");
  if (!first) return null;
  const { echoId, fileIds: _, ...message } = readMessage(first);
  return { ...message, contentAttributes: withEcho(message.contentAttributes, echoId) };
}

/** Returned as it came: clients compare it with their own. */
function readEcho(params: Params): string | number | null {
  const echo = params.json("echo_id");
  return typeof echo === "number" ? echo : (params.text("echo_id") ?? null);
}

/** Only an agent writes notes: a private message is a note, whatever its type. */
function readKind(params: Params): WireMessage["kind"] {
  const type = params.text("message_type") ?? "outgoing";
  if (type !== "incoming" && type !== "outgoing")
    throw refuse("message_type", "message_type must be incoming or outgoing");
  return params.flag("private") ? "note" : type;
}

/** What each item of a content type needs. */
const NEEDED: ReadonlyMap<string, readonly string[]> = new Map([
  ["input_select", ["title", "value"]],
  ["cards", ["title", "actions"]],
  ["form", ["type", "name"]],
  ["article", ["title", "link"]],
]);

const refuseItems = (detail: string) => new Refusal("input.invalid", { field: "content_attributes", detail });

/** Refuses a message that asks for something without items, or with items that its customer's software cannot show. */
function requireItems(contentType: string, { items }: Attributes): void {
  const needed = NEEDED.get(contentType);
  if (!needed) return;
  if (!Array.isArray(items) || items.length === 0) throw refuseItems("At least one item is required.");
  for (const item of items) {
    const missing = isTree(item) ? needed.find((key) => isBlank(item, key)) : "title";
    if (missing) throw refuseItems(`Items need ${needed.join(" and ")}; ${missing} is missing.`);
  }
}

const isBlank = (item: Tree, key: string): boolean => {
  const value = item[key];
  if (Array.isArray(value)) return value.length === 0 || !value.every(isTree);
  return typeof value === "number" ? false : typeof value !== "string" || value.trim() === "";
};
