import { createHash } from "node:crypto";
import type { Ordered } from "./order";

/** A request that brings messages from outside, and whose sender needs no more of the answer than that it arrived. */
export type Inbound = {
  kind: InboundKind;
  /** The inbox, or the conversation of the public API, that its path names. */
  scope: string;
};

export const INBOUND_KINDS = ["whatsapp", "evolution", "email", "public_api"] as const;
export type InboundKind = (typeof INBOUND_KINDS)[number];

/**
 * What may be answered before Tickline has it. Providers look at the status only, and each of these can be repeated: WhatsApp's
 * and Evolution's messages and receipts have ids, mails have theirs, and Chatwoot's public API knows an `Idempotency-Key`.
 */
const PATHS: readonly (readonly [RegExp, InboundKind])[] = [
  [/^\/channels\/whatsapp\/([^/?#]+)\/?(?:\?|$)/, "whatsapp"],
  [/^\/channels\/evolution\/([^/?#]+)(?:\/[^/?#]*)?\/?(?:\?|$)/, "evolution"],
  [/^\/channels\/email\/([^/?#]+)\/?(?:\?|$)/, "email"],
  [
    /^\/public\/api\/v1\/inboxes\/([^/?#]+\/contacts\/[^/?#]+\/conversations\/[^/?#]+)\/messages\/?(?:\?|$)/,
    "public_api",
  ],
];

/** Nothing of the core has a longer name; it refuses such a path. */
const SCOPE_LENGTH_MAX = 600;

/** Null: the request is handed on as it is. */
export function findInbound(method: string | undefined, url: string): Inbound | null {
  if (method !== "POST") return null;
  for (const [pattern, kind] of PATHS) {
    const scope = pattern.exec(url)?.[1];
    if (scope !== undefined) return scope.length <= SCOPE_LENGTH_MAX ? { kind, scope } : null;
  }
  return null;
}

/** Of a body that is parsed as a whole. */
const READ_BYTES_MAX = 4 * 1_024 * 1_024;
/** A request about more people keeps the order of its whole inbox: what waits needs memory for each of its keys. */
const PEOPLE_MAX = 4;
/** Longer keys are shortened to a hash. */
const KEY_LENGTH_MAX = 100;

/**
 * The conversations that a request is about: those with a key in common keep their order, and others may overtake. A request about
 * nobody in particular keeps the order of its whole inbox. Mails do so too: a reply must not be stored before the mail that it
 * answers, whoever wrote that.
 */
export function orderOf({ kind, scope }: Inbound, body: Buffer): Ordered {
  const whole = shortened(`${kind} ${scope}`);
  const people = kind === "whatsapp" || kind === "evolution" ? [...peopleOf(kind, body)] : [];
  if (people.length === 0 || people.length > PEOPLE_MAX) return { keys: [whole], under: null };
  return { keys: people.map((person) => shortened(`${kind} ${scope} ${person}`)), under: whole };
}

const shortened = (key: string): string =>
  key.length <= KEY_LENGTH_MAX ? key : createHash("sha256").update(key).digest("base64url");

function peopleOf(kind: "whatsapp" | "evolution", body: Buffer): ReadonlySet<string> {
  if (body.length <= READ_BYTES_MAX) return PEOPLE_IN[kind](parse(body));
  return kind === "evolution" ? chatsNamedIn(body) : new Set();
}

const NAMES = ["remoteJid", "remoteJidAlt"] as const;
const JID_BYTES_MAX = 200;

/**
 * Evolution's webhooks may contain files, of which each would be parsed for nothing. In a text of JSON a quote is escaped, so that
 * `"remoteJid"` can only be a name, or a text of its own.
 */
function chatsNamedIn(body: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of NAMES) {
    const quoted = `"${name}"`;
    for (let at = body.indexOf(quoted); at >= 0; at = body.indexOf(quoted, at + 1)) {
      const from = at + quoted.length;
      const [, value] = /^\s*:\s*"([^"\\]+)"/.exec(body.toString("utf8", from, from + JID_BYTES_MAX)) ?? [];
      if (value !== undefined) found.add(value);
      if (found.size > PEOPLE_MAX) return found;
    }
  }
  return found;
}

/** The fields that have the customer or the group, in each list of a change in Meta's webhooks: the first of them that is there. */
const CUSTOMER_IN = [
  ["messages", ["from", "from_user_id"]],
  ["messages", ["group_id"]],
  ["statuses", ["recipient_id", "recipient_user_id"]],
  ["message_echoes", ["to", "to_user_id", "recipient_user_id"]],
] as const;

const firstText = (item: unknown, names: readonly string[]): string[] =>
  names
    .map((name) => fieldOf(item, name))
    .filter((one) => typeof one === "string")
    .slice(0, 1);

const PEOPLE_IN = {
  whatsapp(json: unknown): Set<string> {
    const values = listOf(json, "entry")
      .flatMap((entry) => listOf(entry, "changes"))
      .map((change) => fieldOf(change, "value"));
    const found = values.flatMap((value) =>
      CUSTOMER_IN.flatMap(([list, names]) => listOf(value, list).flatMap((item) => firstText(item, names))),
    );
    return new Set(found.map((one) => one.replace(/^\+/, "")));
  },
  /** A chat may be named by a number and by a hidden id: both count. */
  evolution(json: unknown): Set<string> {
    const found = new Set<string>();
    const pending: unknown[] = [json];
    for (let seen = 0; pending.length > 0 && seen < NODES_MAX; seen += 1) {
      const node = pending.pop();
      if (typeof node !== "object" || node === null) continue;
      for (const name of NAMES) {
        const value = fieldOf(node, name);
        if (typeof value === "string") found.add(value);
      }
      pending.push(...Object.values(node).slice(0, NODES_MAX));
    }
    return found;
  },
} as const;

const NODES_MAX = 20_000;

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return null; // the core refuses it, in any order
  }
}

const fieldOf = (node: unknown, name: string): unknown =>
  typeof node === "object" && node !== null ? Reflect.get(node, name) : undefined;

function listOf(node: unknown, name: string): unknown[] {
  const list = fieldOf(node, name);
  return Array.isArray(list) ? list : [];
}
