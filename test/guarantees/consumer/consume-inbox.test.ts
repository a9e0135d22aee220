import { mkdtempSync, rmSync } from "node:fs";
import { appendFile, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { CONSUMER } from "@/test/support/scenes/consumer-scene";

type Stored = { id: string; seq: number; data: { content: string } | null };
type Item = { event?: Stored };
type Inbox = {
  queue: Item[];
  storeEvents(events: object[]): Promise<void>;
  storeAnew(anew: { since: string; isOther: boolean }): Promise<void>;
  storeRows(rows: object[]): Promise<void>;
  storeWhole(asOf: string, deletionsAt: string): Promise<void>;
  storeCursor(cursor: string): Promise<void>;
  storeDone(count: number): Promise<void>;
  eraseDeleted(): Promise<void>;
  fits(event: object): boolean;
  anew(): object | null;
  contiguous(): number;
  done(): number;
};

/** The example consumer's inbox on a new file. Opening it again shows what a restart reads. */
async function newInbox() {
  const folder = mkdtempSync(join(tmpdir(), "tickline-inbox-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "inbox.jsonl");
  const { openInbox } = await import(resolve(CONSUMER, "inbox.mjs"));
  return { file, open: (): Promise<Inbox> => openInbox(file) };
}

const written = (seq: number, log = "", conversationId = 7) => ({
  id: `${log}m${seq}`,
  seq,
  type: "message.created",
  actor: { type: "contact", id: 1, name: "Noor" },
  resource: { type: "message", id: seq, version: 1 },
  data: { conversationId, content: `${log} secret ${seq}` },
  changes: {},
});
const purged = (seq: number, id = 7) => ({
  id: `p${seq}`,
  seq,
  type: "conversation.purged",
  resource: { type: "conversation", id, version: 9 },
  data: {},
  changes: {},
});
/** The versions of a note in another conversation; `shown`: that conversation while the note is its newest message. */
const note = (seq: number, version: number, content = "secret") => ({
  ...written(seq, `n${version}`, 8),
  type: version === 1 ? "note.created" : "message.updated",
  resource: { type: "message", id: 50, version },
  data: {
    conversationId: 8,
    content,
    deletedAt: null as string | null,
    conversation: shown(seq, version).data,
  },
});
const deleted = (seq: number, version: number) => ({
  ...note(seq, version, ""),
  data: { conversationId: 8, content: "", deletedAt: "2026-11-20T09:41:00.000Z" },
});
const shown = (seq: number, version: number, content = "secret") => ({
  id: `s${seq}.${version}`,
  seq,
  type: "conversation.assigned",
  resource: { type: "conversation", id: 8, version: seq },
  data: { id: 8, version: seq, lastMessage: { id: 50, version, content } },
  changes: {},
});
const idsOf = ({ queue }: Inbox) => queue.flatMap(({ event }) => event?.id ?? []);

test("nothing of a permanently deleted conversation is kept, nor of its later events", async () => {
  const { file, open } = await newInbox();
  const inbox = await open();
  await inbox.storeEvents([written(1), purged(3)]);
  await inbox.eraseDeleted();
  await inbox.storeEvents([written(2)]);
  expect(await readFile(file, "utf8")).not.toMatch(/secret|Noor/);
  const again = await open();
  expect([idsOf(again), again.contiguous()]).toEqual([["m1", "p3", "m2"], 3]);
});

test("a deleted message's earlier text is dropped, also where it was shown as the newest message", async () => {
  const { file, open } = await newInbox();
  const inbox = await open();
  await inbox.storeEvents([note(1, 5, "secret of the log before"), shown(2, 5)]);
  await inbox.storeAnew({ since: "1970-01-01T00:00:00.000Z", isOther: true });
  await inbox.storeEvents([note(1, 1), note(2, 2), shown(3, 2), deleted(5, 4), shown(6, 5, "put back")]);
  await inbox.eraseDeleted();
  await inbox.storeEvents([note(4, 3)]);
  await inbox.storeRows([{ type: "conversation", data: shown(0, 3).data }]);
  const text = await readFile(file, "utf8");
  expect(text).not.toMatch(/secret/);
  expect(text).toMatch(/put back/);

  const again = await open();
  await again.storeEvents([deleted(7, 6)]);
  await again.eraseDeleted();
  expect(await readFile(file, "utf8")).not.toMatch(/secret|put back/);
  expect(idsOf(await open())).toEqual(idsOf(again));
});

test("an event that arrives during a rewrite of the file is in it once and in order; a torn line is dropped", async () => {
  const { file, open } = await newInbox();
  const inbox = await open();
  const ids: string[] = [];
  for (let round = 0; round < 10; round++) {
    const at = 4 * round;
    const events = [1, 2, 3, 4].map((n) => (n === 3 ? purged(at + n, round) : written(at + n, "", round)));
    ids.push(...events.map(({ id }) => id));
    await inbox.storeEvents(events.slice(0, 2));
    const purge = inbox.storeEvents(events.slice(2, 3));
    await setImmediate(); // the rewrite has begun
    const erasing = inbox.eraseDeleted();
    await Promise.all([purge, erasing, inbox.storeEvents(events.slice(3)), inbox.storeEvents(events)]);
    await inbox.storeDone(at + 4);
  }
  await appendFile(file, '{"event":{"id":"torn"');
  const again = await open();
  expect(idsOf(again)).toEqual(ids);
  expect([again.done(), again.contiguous()]).toEqual([40, 40]);
  expect(await readFile(file, "utf8")).not.toMatch(/secret|Noor/);
  await again.storeEvents([written(41)]);
  expect(idsOf(await open())).toEqual([...ids, "m41"]);
});

test("an event with another event's seq starts a new log, also after a crash", async () => {
  const { open } = await newInbox();
  const inbox = await open();
  await inbox.storeEvents([written(1), written(2), written(3)]);
  await inbox.storeCursor("old:3");
  expect([inbox.fits(written(2)), inbox.fits(written(2, "new")), inbox.fits(written(4))]).toEqual([
    true,
    false,
    true,
  ]);
  await inbox.storeAnew({ since: "1970-01-01T00:00:00.000Z", isOther: true });
  await inbox.storeEvents([written(2, "new")]);

  const again = await open();
  expect([again.anew(), again.contiguous()]).toEqual([
    { since: "1970-01-01T00:00:00.000Z", isOther: true },
    0,
  ]);
  await again.storeCursor("old:3"); // a page requested earlier
  expect(again.contiguous()).toBe(0);
  await again.storeEvents([written(5, "new")]);
  await again.storeWhole("new:4", "");
  expect([again.anew(), again.contiguous()]).toEqual([null, 5]);
  expect(idsOf(again)).toEqual(["m1", "m2", "m3", "newm2", "newm5"]);
});
