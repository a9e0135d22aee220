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

/** Longer than a try that nobody answers and the next one take together. */
const WITHIN = { timeout: 60_000, interval: 100 };
/** So long a sender waits for an answer. */
const TRY_S = 15;

/** What others can do to the running product, and what it does by itself within moments: a month is not waited for. */
const edgesOf = (path: Path): OutsideEdge[] =>
  (["v1", "chatwoot", "freescout", "worker"] as const).filter(
    (edge) => typeof path.ways[edge] !== "string" && !(edge === "worker" && path.ends),
  );

const typesOf = (events: readonly { type: string }[]) => events.map(({ type }) => type);

test("every path on the running product: the log and a receiver are told exactly so, and laws 3 and 4 hold", {
  timeout: 240_000,
}, async () => {
  const outside = await openOutside();
  for (const path of PATHS)
    for (const edge of edgesOf(path)) {
      const { told, again } = await outside.walk(path, edge);
      const title = `${path.title}: by ${edge}`;
      expect([title, typesOf(told)]).toEqual([title, path.told]);
      expect([title, new Set(told.map(({ operationId }) => operationId)).size]).toEqual([title, 1]);
      if (again) expect([title, typesOf(again)]).toEqual([title, path.again ?? []]);
    }
  await expectDelivered(outside);
  await expectRepeatedUnanswered(outside);
  expectOrdered(outside.log);
  await expectStatusesTold(outside);
  await expectReplayed(outside);
});

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Everything in the log came to the receiver, signed, as the log has it, and nothing else; but no message that was taken back. */
async function expectDelivered({ log: all, from, receiver, secret }: Outside): Promise<void> {
  const log = all.slice(from);
  const withdrawn = new Set(
    log.flatMap(({ type, resource }) => (type === "message.withdrawn" ? [resource.id] : [])),
  );
  const owed = log.filter(
    ({ type, resource }) => !(type === "message.created" && withdrawn.has(resource.id)),
  );
  const ids = () => receiver.taken.map(({ headers }) => String(headers["webhook-id"]));
  const missing = () => {
    const there = new Set(ids());
    return owed.filter(({ id }) => !there.has(id)).map(({ seq, type }) => `${seq} ${type}`);
  };
  await expect.poll(missing, WITHIN).toEqual([]);
  expect([...new Set(ids())].toSorted()).toEqual(owed.map(({ id }) => id).toSorted());
  const told = new Map(log.map((event) => [event.id, event]));
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
    const event = told.get(hashed.id);
    expect({ seq, hash, type: hashed.type }).toEqual({
      seq: event?.seq,
      hash: event?.hash,
      type: event?.type,
    });
    if (redactedAt === undefined) expect(sha256(jcs(hashed))).toBe(hash);
    // Either may have been read before the other lost its text.
    if (redactedAt === event?.redactedAt) expect(json).toEqual(event);
  }
}

const deliveries = z.object({
  data: z.array(z.object({ id: z.number(), eventId: z.string() })),
  nextCursor: z.string().nullable(),
});
const delivery = z.object({ attempts: z.array(z.object({ status: z.number().nullable() })) });

/**
 * What was answered in time came once. A try that had no answer by then, as when this machine stood still, was rightly
 * followed by another: not before its time was over, and as the log of tries says.
 */
async function expectRepeatedUnanswered({ ask, receiver, endpointId }: Outside): Promise<void> {
  const begunS = new Map<string, number>();
  const repeated = new Set<string>();
  for (const { headers } of receiver.taken) {
    const id = String(headers["webhook-id"]);
    const atS = Number(headers["webhook-timestamp"]);
    const before = begunS.get(id);
    if (before !== undefined) {
      expect(atS - before, `seconds until ${id} came again`).toBeGreaterThanOrEqual(TRY_S);
      repeated.add(id);
    }
    begunS.set(id, atS);
  }
  for (let cursor: string | null = ""; repeated.size > 0 && cursor !== null; ) {
    const page = cursor && `&cursor=${encodeURIComponent(cursor)}`;
    const listed = deliveries.parse(await ask(`/v1/endpoints/${endpointId}/deliveries?limit=100${page}`));
    for (const { id, eventId } of listed.data.filter((one) => repeated.has(one.eventId))) {
      const { attempts } = delivery.parse(await ask(`/v1/deliveries/${id}`));
      const answered = attempts.slice(0, -1).filter(({ status }) => status !== null);
      expect(answered, `tries of ${eventId} before its last`).toEqual([]);
      repeated.delete(eventId);
    }
    cursor = listed.nextCursor;
  }
  expect([...repeated]).toEqual([]);
}

/** The log is dense, and of every resource in the order in which it changed. */
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

/** Law 3: of every conversation that is still there, as many status events as changes of its status. */
async function expectStatusesTold({ ask, log }: Outside): Promise<void> {
  const { conversation } = reduceAll(emptySnapshot, log);
  const there = Object.values(conversation).filter(({ lifecycle }) => lifecycle !== "purged");
  expect(there.length).toBeGreaterThan(20);
  for (const { id, displayId } of there) {
    const { data } = transitions.parse(await ask(`/v1/conversations/${displayId}/transitions?limit=100`));
    const changed = data.filter(({ from }) => from !== null).map(({ operationId }) => operationId);
    const told = log.filter(
      ({ type, resource }) => type === "conversation.status_changed" && resource.id === id,
    );
    expect(told.map(({ operationId }) => operationId)).toEqual(changed.toReversed());
  }
}

const listPage = z.object({
  data: z.array(z.looseObject({ id: z.number() })),
  nextCursor: z.string().nullable(),
});

/** Law 4: the log from its beginning makes what the lists say. */
async function expectReplayed({ ask, log }: Outside): Promise<void> {
  const replayed = reduceAll(emptySnapshot, log);
  const list = async (path: string) => {
    const all: Record<number, object> = {};
    for (let cursor: string | null = ""; cursor !== null; ) {
      const asked: string = cursor && `&cursor=${encodeURIComponent(cursor)}`;
      const got = listPage.parse(
        await ask(`/v1/${path}?updatedSince=2020-01-01T00:00:00Z&limit=100${asked}`),
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
