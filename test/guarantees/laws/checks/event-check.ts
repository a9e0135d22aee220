import { createHash } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";
import type { Caller } from "@/server/contract/_shared/caller";
import type { Counters } from "@/server/contract/conversation/counters";
import { type Event, type EventType, eventSchema } from "@/server/contract/event/event";
import { jsonSchemaOf } from "@/server/contract/event/event-schemas";
import { EVENT_CONTEXTS, RESOURCE_DTOS } from "@/server/contract/event/resource-schemas";
import { ofEachResource } from "@/server/contract/event/resources";
import type { ConversationStatus } from "@/server/domain/conversation/conversation";
import { readCounters } from "@/server/queries/conversations/read-counters";
import type { Database } from "@/server/store/_postgres/db";
import type { Stage } from "@/test/guarantees/laws/stage";

const exactly = <S extends z.ZodRawShape>(schema: z.ZodObject<S>) => z.strictObject(schema.shape);

const ENVELOPE = exactly(eventSchema);

/** A schema, or an optional one, without other keys than its own. */
function strictly(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodObject) return exactly(schema);
  return schema instanceof z.ZodOptional ? z.optional(strictly(schema.unwrap())) : schema;
}

const contexts: Readonly<Record<string, z.ZodObject>> = EVENT_CONTEXTS;

/** `data` of each resource: the whole DTO with its context, and no other key. */
const DATA = ofEachResource((resource) => {
  const context = Object.entries(contexts[resource]?.shape ?? {});
  return z.strictObject({
    ...RESOURCE_DTOS[resource].shape,
    ...Object.fromEntries(context.map(([name, schema]) => [name, strictly(schema)])),
  });
});

const published = new Map<EventType, z.ZodType>();
/** The schema of a type by `GET /v1/event-types`, strict in every nested object. */
const publishedOf = (type: EventType): z.ZodType => {
  const schema = published.get(type) ?? z.fromJSONSchema(jsonSchemaOf(type));
  published.set(type, schema);
  return schema;
};

/** Checks the envelope, the data and the hash of an event as a reader of the log gets it. */
export function checkEvent(event: Event): void {
  const envelope = ENVELOPE.parse(event);
  DATA[envelope.resource.type].parse(envelope.data);
  publishedOf(event.type).parse(event);
  expect(envelope.resource).toMatchObject({ id: envelope.data["id"], version: envelope.data["version"] });
  const { seq: _, stampedAt: __, hash, ...hashed } = event;
  if (event.redactedAt === undefined)
    expect(hash).toBe(createHash("sha256").update(jcs(hashed)).digest("hex"));
}

/** A second implementation of RFC 8785: keys by UTF-16 code units, numbers and strings as ECMAScript writes them. */
export function jcs(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jcs(member)}`).join(",")}}`;
}

type Place = { inboxId: number; lifecycle: string; status: string; assigneeId: number | null };

/** The expected result of `readCounters`, counted from all conversations of the account. */
function recount(all: readonly Place[], { inboxIds, userId }: Caller): Counters {
  const rows = all.filter(({ inboxId }) => inboxIds === "all" || inboxIds.includes(inboxId));
  const live = rows.filter(({ lifecycle }) => lifecycle === "live");
  const tally = (of: Place[]) => ({
    all: of.length,
    mine: of.filter(({ assigneeId }) => assigneeId === userId).length,
    unassigned: of.filter(({ assigneeId }) => assigneeId === null).length,
  });
  const statuses = (of: Place[]) => {
    const count = (status: ConversationStatus) => tally(of.filter((row) => row.status === status));
    return {
      open: count("open"),
      pending: count("pending"),
      snoozed: count("snoozed"),
      resolved: count("resolved"),
    };
  };
  const inboxes = [...new Set(live.map(({ inboxId }) => inboxId))];
  return {
    byStatus: statuses(live),
    byInbox: Object.fromEntries(inboxes.map((id) => [id, statuses(live.filter((r) => r.inboxId === id))])),
    trashed: tally(rows.filter(({ lifecycle }) => lifecycle === "trashed")),
  };
}

/** Fails unless the counters of each member of `stage` equal a recount of the conversations. */
export async function expectCounted(database: Database, stage: Stage): Promise<void> {
  const all = await database.query<Place>(
    `select inbox_id as "inboxId", lifecycle, status, assignee_id as "assigneeId" from conversation where account_id = $1`,
    [stage.accountId],
  );
  for (const caller of [stage.admin, stage.agent, stage.outsider]) {
    const counters = await readCounters(database, caller);
    const { byInbox } = counters;
    for (const [id, { open, pending, snoozed, resolved }] of Object.entries(byInbox))
      if (open.all + pending.all + snoozed.all + resolved.all === 0) delete byInbox[Number(id)];
    expect(counters).toEqual(recount(all, caller));
  }
}
