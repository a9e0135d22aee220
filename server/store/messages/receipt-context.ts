import { LRUCache } from "lru-cache";
import type { ContactDto, InboxDto, LastMessage } from "@/server/contract/_shared/dto";
import { CanonicalJson, canonicalJson } from "@/server/lib/canonical-json";
import type { Db } from "@/server/store/_postgres/db";
import { statement } from "@/server/store/_postgres/statement";
import type { Columns } from "@/server/store/_rows/columns";
import { CONVERSATION_COLUMNS } from "@/server/store/_rows/conversation-row";
import { LAST_MESSAGE_COLUMNS } from "@/server/store/_rows/message-row";
import { CONTACT_COLUMNS } from "@/server/store/contacts/contacts";
import { EVENT_CONTEXT_COLUMNS, EVENT_CONTEXT_TABLES, prefixed } from "@/server/store/events/event-context";
import type { SerializedEventContext } from "@/server/store/events/tx";
import {
  CONTACT_HIDDEN,
  CONTACT_JSON,
  CONVERSATION_HIDDEN,
  CONVERSATION_JSON,
} from "@/server/store/generated/rows";

/**
 * The rows that a receipt needs in addition to its message. Conversation and contact are only copied into its event, so
 * their JSON is written from the row as received, without parsing it into objects.
 */
export type ReceiptContext = {
  conversation: { id: number; displayId: number; inboxId: number };
  contactSeenAt: Date | null;
  inbox: Pick<InboxDto, "channel" | "messagesStartAs">;
  lastMessage: LastMessage | null;
  contact(): ContactDto;
  /** The context of an event. `lastMessage`: as of the event's commit. */
  written(lastMessage: LastMessage | null): SerializedEventContext;
};

/** The contexts of these messages, by conversation. Lock the messages first. */
export async function loadReceiptContexts(
  tx: Db & { caller: { accountId: number } },
  messageIds: readonly number[],
): Promise<ReadonlyMap<number, ReceiptContext>> {
  if (messageIds.length === 0) return new Map();
  const rows = await tx.query<Flat>(CONTEXT, [tx.caller.accountId, messageIds]);
  return new Map(rows.map((row) => [Number(row["c:id"]), toContext(row)]));
}

/** A row in which instants and JSON are texts. */
type Flat = Readonly<Record<string, unknown>>;

function toContext(row: Flat): ReceiptContext {
  const contact = new CanonicalJson(`{${membersOf(row, row["t:isGroup"] === true ? GROUP : PERSON)}}`);
  const seenAt = row["c:contactSeenAt"];
  const inboxId = Number(row["c:inboxId"]);
  return {
    conversation: { id: Number(row["c:id"]), displayId: Number(row["c:displayId"]), inboxId },
    contactSeenAt: typeof seenAt === "string" ? new Date(seenAt) : null,
    inbox: partOf(row, INBOX) as ReceiptContext["inbox"],
    lastMessage: row["m:id"] === null ? null : lastMessageOf(row),
    contact: () => JSON.parse(contact.text) as ContactDto,
    written(lastMessage) {
      const last = `"lastMessage":${canonicalJson(lastMessage)}`;
      const members = `${membersOf(row, BEFORE_LAST)},${last},${membersOf(row, AFTER_LAST)}`;
      return { conversation: new CanonicalJson(`{${members}}`), contact, inboxId };
    },
  };
}

/** A member of an object: its name, `"name":`, its column, and whether the column is JSON. */
type Member = { name: string; label: string; key: string; isJson: boolean };

const JSON_MEMBERS: ReadonlySet<string> = new Set([...CONVERSATION_JSON, ...CONTACT_JSON]);

/** In the order of RFC 8785. `hidden`: columns that are not in the DTO. */
const members = (alias: string, columns: object, hidden: readonly string[] = []): Member[] =>
  Object.keys(columns)
    .filter((name) => !hidden.includes(name))
    .sort()
    .map((name) => ({ name, label: `"${name}":`, key: `${alias}:${name}`, isJson: JSON_MEMBERS.has(name) }));

const INBOX_COLUMNS: Columns<ReceiptContext["inbox"]> = {
  channel: "$.channel",
  messagesStartAs: "$.messages_start_as",
};

const INBOX = members("i", INBOX_COLUMNS);
const LAST_MESSAGE = members("m", LAST_MESSAGE_COLUMNS);
/** A contact; one that stands for a group says so. */
const PERSON = members("t", CONTACT_COLUMNS, CONTACT_HIDDEN);
const GROUP = members("t", CONTACT_COLUMNS);
const CONVERSATION = members("c", CONVERSATION_COLUMNS, CONVERSATION_HIDDEN);
const BEFORE_LAST = CONVERSATION.filter(({ name }) => name < "lastMessage");
const AFTER_LAST = CONVERSATION.filter(({ name }) => name > "lastMessage");

function membersOf(row: Flat, wanted: readonly Member[]): string {
  let text = "";
  for (const { label, key, isJson } of wanted) {
    const value = row[key];
    text += `${text === "" ? "" : ","}${label}${isJson ? canonicalOf(String(value)) : canonicalJson(value)}`;
  }
  return text;
}

function partOf(row: Flat, wanted: readonly Member[]): Record<string, unknown> {
  const part: Record<string, unknown> = {};
  for (const { name, key } of wanted) part[name] = row[key];
  return part;
}

function lastMessageOf(row: Flat): LastMessage {
  const { files, isDeleted, ...last } = partOf(row, LAST_MESSAGE);
  const more = {
    ...(typeof files === "string" && { files: JSON.parse(files) }),
    ...(isDeleted === true && { isDeleted }),
  };
  return { ...last, ...more } as LastMessage; // by LAST_MESSAGE_COLUMNS
}

const CACHE_ENTRIES = 500;
const CACHED_CHARS_MAX = 300;
/** Postgres' text of a small object → its canonical form. Most causes and empty attributes are repeated. */
const cache = new LRUCache<string, string>({ max: CACHE_ENTRIES });

function canonicalOf(json: string): string {
  const known = cache.get(json);
  if (known !== undefined) return known;
  const written = canonicalJson(JSON.parse(json));
  if (json.length <= CACHED_CHARS_MAX) cache.set(json, written);
  return written;
}

/** Indexes: the primary keys of the five tables. A message never changes its conversation. */
const CONTEXT = statement(
  `select ${EVENT_CONTEXT_COLUMNS}, ${prefixed("i", INBOX_COLUMNS)} from ${EVENT_CONTEXT_TABLES}
       join inbox i on i.account_id = c.account_id and i.id = c.inbox_id
      where c.account_id = $1 and c.id = any(array(
        select conversation_id from message where account_id = $1 and id = any($2::bigint[])))`,
  { instants: "text" },
);
