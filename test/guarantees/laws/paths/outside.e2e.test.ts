import { createHash } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Event } from "@/server/contract/event/event";
import { emptySnapshot, reduceAll } from "@/server/contract/event/reduce";
import { jcs } from "@/test/guarantees/laws/checks/event-check";
import { type Outside, type OutsideEdge, openOutside } from "./outside";
import type { Path } from "./path";
import { PATHS } from "./table";

/** Longer than a try without an answer and the next one together. */
const WITHIN = { timeout: 90_000, interval: 100 };
/** How long the sender waits for an answer. */
const TRY_S = 15;

/** The edges of a path on the running product. The worker's only if they are due within seconds. */
const edgesOf = (path: Path): OutsideEdge[] =>
  (["v1", "chatwoot", "freescout", "worker"] as const).filter(
    (edge) => typeof path.ways[edge] !== "string" && !(edge === "worker" && path.ends),
  );

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

test("on the running product every path makes exactly its events in the log and at a receiver, and laws 3 and 4 are true", {
  timeout: 240_000,
}, async () => {
  const outside = await openOutside();
  for (const path of PATHS)
    for (const edge of edgesOf(path)) {
      const { events, again } = await outside.walk(path, edge);
      const title = `${path.title}: by ${edge}`;
      expect([title, typesOf(events)]).toEqual([title, path.events]);
      expect([title, new Set(events.map(({ operationId }) => operationId)).size]).toEqual([title, 1]);
      if (again) expect([title, typesOf(again)]).toEqual([title, path.again ?? []]);
    }
  await expectDelivered(outside);
  await expectRepeatedUnanswered(outside);
  expectOrdered(outside.log);
  await expectStatusEvents(outside);
  await expectReplayed(outside);
});

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The receiver got every event of the log, signed and unchanged, and nothing else, except the creation of withdrawn messages. */
async function expectDelivered({ log: all, from, receiver, secret }: Outside): Promise<void> {
  const log = all.slice(from);
  const withdrawn = new Set(
    log.flatMap(({ type, resource }) => (type === "message.withdrawn" ? [resource.id] : [])),
  );
  const expected = log.filter(
    ({ type, resource }) => !(type === "message.created" && withdrawn.has(resource.id)),
  );
  const ids = () => receiver.taken.map(({ headers }) => String(headers["webhook-id"]));
  const missing = () => {
    const there = new Set(ids());
    return expected.filter(({ id }) => !there.has(id)).map(({ seq, type }) => `${seq} ${type}`);
  };
  await expect.poll(missing, WITHIN).toEqual([]);
  expect([...new Set(ids())].toSorted()).toEqual(expected.map(({ id }) => id).toSorted());
  const byId = new Map(log.map((event) => [event.id, event]));
  for (const { body, headers, json } of receiver.taken) {
    const {
      seq,
      stampedAt: _,
      hash,
      redactedAt,
      ...hashed
    } = new Webhook(secret).verify(body, {
      "webhook-id": String(headers["webhook-id"]),
      "webhook-timestamp": String(headers["webhook-timestamp"]),
      "webhook-signature": String(headers["webhook-signature"]),
    }) as Event;
    const event = byId.get(hashed.id);
    expect({ seq, hash, type: hashed.type }).toEqual({
      seq: event?.seq,
      hash: event?.hash,
      type: event?.type,
    });
    if (redactedAt === undefined) expect(sha256(jcs(hashed))).toBe(hash);
    // Either may have been read before the other was redacted.
    if (redactedAt === event?.redactedAt) expect(json).toEqual(event);
  }
}

const deliveries = z.object({
  data: z.array(z.object({ id: z.number(), eventId: z.string() })),
  nextCursor: z.string().nullable(),
});
const delivery = z.object({ attempts: z.array(z.object({ status: z.number().nullable() })) });

/**
 * An event with an answer in time arrived once. A try without one, for example on a stopped machine, is followed by
 * another, not before its timeout, and the stored tries agree.
 */
async function expectRepeatedUnanswered({ request, receiver, endpointId }: Outside): Promise<void> {
  const begunS = new Map<string, number>();
  const repeated = new Set<string>();
  for (const { headers } of receiver.taken) {
    const id = String(headers["webhook-id"]);
    const atS = Number(headers["webhook-timestamp"]);
    const before = begunS.get(id);
    if (before !== undefined) {
      expect(atS - before, `seconds until ${id} arrived again`).toBeGreaterThanOrEqual(TRY_S);
      repeated.add(id);
    }
    begunS.set(id, atS);
  }
  for (let cursor: string | null = ""; repeated.size > 0 && cursor !== null; ) {
    const page = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const listed = deliveries.parse(await request(`/v1/endpoints/${endpointId}/deliveries?limit=100${page}`));
    for (const { id, eventId } of listed.data.filter((one) => repeated.has(one.eventId))) {
      const { attempts } = delivery.parse(await request(`/v1/deliveries/${id}`));
      const answered = attempts.slice(0, -1).filter(({ status }) => status !== null);
      expect(answered, `tries of ${eventId} before its last`).toEqual([]);
      repeated.delete(eventId);
    }
    cursor = listed.nextCursor;
  }
  expect([...repeated]).toEqual([]);
}

/** The log is dense, and every resource's versions rise in it. */
function expectOrdered(log: readonly Event[]): void {
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, i) => i + 1));
  const versions = new Map<string, number>();
  for (const { resource } of log) {
    const key = `${resource.type} ${resource.id}`;
    expect(resource.version, key).toBeGreaterThan(versions.get(key) ?? 0);
    versions.set(key, resource.version);
  }
}

const transitions = z.object({
  data: z.array(z.object({ from: z.string().nullable(), operationId: z.string() })),
});

/** Law 3: every remaining conversation has as many status events as changes of its status. */
async function expectStatusEvents({ request, log }: Outside): Promise<void> {
  const { conversation } = reduceAll(emptySnapshot, log);
  const there = Object.values(conversation).filter(({ lifecycle }) => lifecycle !== "purged");
  expect(there.length).toBeGreaterThan(20);
  for (const { id, displayId } of there) {
    const { data } = transitions.parse(await request(`/v1/conversations/${displayId}/transitions?limit=100`));
    const changed = data.filter(({ from }) => from !== null).map(({ operationId }) => operationId);
    const changes = log.filter(
      ({ type, resource }) => type === "conversation.status_changed" && resource.id === id,
    );
    expect(changes.map(({ operationId }) => operationId)).toEqual(changed.toReversed());
  }
}

const listPage = z.object({
  data: z.array(z.looseObject({ id: z.number() })),
  nextCursor: z.string().nullable(),
});

/** Law 4: the log from its beginning replays to the lists. */
async function expectReplayed({ request, log }: Outside): Promise<void> {
  const replayed = reduceAll(emptySnapshot, log);
  const list = async (path: string) => {
    const all: Record<number, object> = {};
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const got = listPage.parse(
        await request(`/v1/${path}?updatedSince=2020-01-01T00:00:00Z&limit=100${page}`),
      );
      for (const { contact: _, ...dto } of got.data) all[dto.id] = dto;
      cursor = got.nextCursor;
    }
    return all;
  };
  expect(await list("conversations")).toEqual(replayed.conversation);
  expect(await list("contacts")).toEqual(replayed.contact);
  expect(await list("messages")).toEqual(replayed.message);
}
