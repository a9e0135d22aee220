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

/** Null: the request is handed on as it is. */
export function findInbound(method: string | undefined, url: string): Inbound | null {
  if (method !== "POST") return null;
  for (const [pattern, kind] of PATHS) {
    const scope = pattern.exec(url)?.[1];
    if (scope !== undefined) return { kind, scope };
  }
  return null;
}

/** Longer bodies keep the order of their whole inbox. */
const READ_BYTES_MAX = 4 * 1_024 * 1_024;

/**
 * The conversations that a request is about, as texts. Requests with a key in common keep their order, and others may overtake.
 * Mails of an inbox have one key: a reply must not be stored before the mail that it answers, whoever wrote that.
 */
export function orderKeysOf({ kind, scope }: Inbound, body: Buffer): readonly string[] {
  const whole = `${kind} ${scope}`;
  const isRead = (kind === "whatsapp" || kind === "evolution") && body.length <= READ_BYTES_MAX;
  const people = isRead ? PEOPLE_OF[kind](parse(body)) : new Set<string>();
  return people.size === 0 ? [whole] : [...people].map((person) => `${whole} ${person}`);
}

/** The field that has the customer, in each list of a change in Meta's webhooks. */
const CUSTOMER_IN = [
  ["messages", "from"],
  ["statuses", "recipient_id"],
  ["message_echoes", "to"],
] as const;

const PEOPLE_OF = {
  whatsapp(json: unknown): Set<string> {
    const values = listOf(json, "entry")
      .flatMap((entry) => listOf(entry, "changes"))
      .map((change) => fieldOf(change, "value"));
    const found = values.flatMap((value) =>
      CUSTOMER_IN.flatMap(([list, field]) => listOf(value, list).map((item) => fieldOf(item, field))),
    );
    return new Set(found.filter((one) => typeof one === "string"));
  },
  /** A chat may be named by a number and by a hidden id: both count. */
  evolution(json: unknown): Set<string> {
    const found = new Set<string>();
    const pending: unknown[] = [json];
    for (let seen = 0; pending.length > 0 && seen < NODES_MAX; seen += 1) {
      const node = pending.pop();
      if (typeof node !== "object" || node === null) continue;
      for (const name of ["remoteJid", "remoteJidAlt"]) {
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
