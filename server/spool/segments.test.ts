import { appendFileSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import pino from "pino";
import { expect, test } from "vitest";
import { temporaryFolder } from "@/test/support/temporary-folder";
import { decodeFrame, draftOf, encodeFrame, newFileHeader, readFileHeader } from "./frame";
import type { SpoolRecord } from "./record";
import { openSegments, SpoolFull } from "./segments";

const log = pino({ level: "silent" });
let count = 0;

const newRecord = (body: string | Buffer = "{}", keys: string[] = ["whatsapp a"]): SpoolRecord => ({
  id: `record-${count++}`,
  kind: "whatsapp",
  at: count,
  url: "/channels/whatsapp/a?x=%20",
  headers: ["X-Hub-Signature-256", "sha256=ab", "authorization", "Bearer secret"],
  keys,
  under: null,
  body: Buffer.from(body),
});

const openIn = (folder: string, more: { bytesMax?: number; segmentBytes?: number } = {}) =>
  openSegments({ folder, bytesMax: 10_000_000, log, ...more });

const filesIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /\.(records|done)$/.test(name))
    .sort();

const keyOf = (header: Buffer) => {
  const key = readFileHeader(header);
  if (key === null) throw new Error("a new header has a key");
  return key;
};
const KEY = keyOf(newFileHeader());
const encode = (record: SpoolRecord) => encodeFrame(draftOf(record), KEY);
const decode = (bytes: Buffer) => decodeFrame(bytes, KEY);

/** Opens a folder without closing it before, as after `kill -9`. */
async function bodiesAfterKill(folder: string): Promise<string[]> {
  const segments = await openIn(folder);
  const records = await Promise.all(segments.loaded.map((at) => segments.read(at)));
  await segments.close();
  return records.map((record) => String(record?.body));
}

test("a record is read as it was written, byte for byte", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.string(), { minLength: 1 }), (bytes, keys) => {
      const record = newRecord(Buffer.from(bytes), keys);
      const frame = encode(record);
      expect(decode(frame)).toEqual({ record, end: frame.length });
    }),
  );
});

test("a changed byte of a record is noticed wherever it is", () => {
  const frame = encode(newRecord("the body"));
  for (let at = 0; at < frame.length; at++) {
    const changed = Buffer.from(frame);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x20, at);
    expect(decode(changed), `byte ${at}`).toBeNull();
  }
});

test("a file whose header has a damaged byte can be read", () => {
  const header = newFileHeader();
  for (let at = 0; at < header.length; at++) {
    const changed = Buffer.from(header);
    changed.writeUInt8(changed.readUInt8(at) ^ 0x20, at);
    expect(readFileHeader(changed), `byte ${at}`).toEqual(keyOf(header));
  }
});

test("after a kill all records that were answered are there, in order, and only the operator can read them", async () => {
  const folder = join(temporaryFolder(), "spool");
  const segments = await openIn(folder, { segmentBytes: 1_000 });
  const bodies = Array.from({ length: 30 }, (_, nth) => `body ${nth}`);
  await Promise.all(bodies.map((body) => segments.append(newRecord(body))));
  for (const body of bodies) await segments.append(newRecord(`late ${body}`));
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(filesIn(folder).length).toBeGreaterThan(5);
  for (const name of filesIn(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(await bodiesAfterKill(folder)).toEqual([...bodies, ...bodies.map((body) => `late ${body}`)]);
  await segments.close();
});

test("a record that was cut off anywhere while it was written is left out, and those before it stay", async () => {
  const folder = temporaryFolder();
  const segments = await openIn(folder);
  const first = await segments.append(newRecord("first"));
  await segments.append(newRecord("second"));
  await segments.close();
  const [name = ""] = filesIn(folder);
  const whole = readFileSync(join(folder, name));
  const from = first.offset + first.length;
  for (const end of [whole.length - 1, from + 50, from + 16, from + 3, from]) {
    truncateSync(join(folder, name), end);
    expect(await bodiesAfterKill(folder), `cut at ${end}`).toEqual(["first"]);
    expect(filesIn(folder)).toEqual([name]);
    writeFileSync(join(folder, name), whole);
  }
});

test("a damaged record costs itself only, and a copy of its file is kept", async () => {
  const folder = temporaryFolder();
  const segments = await openIn(folder);
  const records = [];
  for (const body of ["first", "second", "third"]) records.push(await segments.append(newRecord(body)));
  await segments.close();
  const [name = ""] = filesIn(folder);
  const bytes = readFileSync(join(folder, name));
  const at = (records[1]?.offset ?? 0) + 60;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(join(folder, name), bytes);
  const opened = await openIn(folder);
  expect(opened.damagedBytes).toBe(records[1]?.length);
  appendFileSync(join(folder, name), Buffer.alloc(100)); // what a power failure leaves
  expect(await bodiesAfterKill(folder)).toEqual(["first", "third"]);
  for (const one of opened.loaded) await opened.finish(one);
  expect([filesIn(folder), opened.damaged.count()]).toEqual([[], 1]);
  expect(readFileSync(join(folder, "damaged", name)).subarray(0, bytes.length)).toEqual(bytes);
  expect(opened.bytes()).toBe(bytes.length + 100);
});

test("a record that is damaged while it waits is not sent, and its file is kept", async () => {
  const folder = temporaryFolder();
  const segments = await openIn(folder);
  const at = await segments.append(newRecord("first"));
  const [name = ""] = filesIn(folder);
  const bytes = readFileSync(join(folder, name));
  bytes.writeUInt8(bytes.readUInt8(at.offset + 60) ^ 1, at.offset + 60);
  writeFileSync(join(folder, name), bytes);
  expect(await segments.read(at)).toBeNull();
  await segments.finish(at);
  expect([filesIn(folder), readdirSync(join(folder, "damaged"))]).toEqual([[], [name]]);
});

test("a file that was begun only, or has lost its key, does not keep the others from being read", async () => {
  const folder = temporaryFolder();
  const segments = await openIn(folder);
  await segments.append(newRecord("first"));
  writeFileSync(join(folder, "0000000098.records"), newFileHeader().subarray(0, 50));
  writeFileSync(join(folder, "0000000099.records"), Buffer.alloc(500, 1));
  const opened = await openIn(folder);
  expect([opened.loaded.length, opened.damagedBytes, opened.damaged.count()]).toEqual([1, 500, 1]);
  expect(filesIn(folder)).toHaveLength(1);
});

test("what waits needs memory too: the bound allows one record in 4 KiB", async () => {
  const segments = await openIn(temporaryFolder(), { bytesMax: 10 * 4_096 });
  const tried = await Promise.allSettled(Array.from({ length: 12 }, () => segments.append(newRecord())));
  expect(tried.filter(({ status }) => status === "rejected")).toHaveLength(2);
  await segments.close();
});

test("what is done is not read again, and a file without waiting records is removed", async () => {
  const folder = temporaryFolder();
  const segments = await openIn(folder, { segmentBytes: 1 });
  const written = [];
  for (const body of ["first", "second", "third"]) written.push(await segments.append(newRecord(body)));
  const [first, second, third] = written;
  if (!first || !second || !third) throw new Error("three were written");
  await segments.finish(second);
  expect(await bodiesAfterKill(folder)).toEqual(["first", "third"]);
  await segments.finish(first);
  await segments.finish(third);
  expect(filesIn(folder)).toEqual([]);
  expect(segments.bytes()).toBe(0);
});

test("the bound includes what is being written, and room comes back with what is done", async () => {
  const folder = temporaryFolder();
  const body = "x".repeat(5_000);
  const length = encode(newRecord(body)).length + 200; // the header of its file, and ids get longer
  const segments = await openIn(folder, { bytesMax: 3 * length, segmentBytes: 1 });
  const tried = await Promise.allSettled(Array.from({ length: 5 }, () => segments.append(newRecord(body))));
  expect(tried.map(({ status }) => status)).toEqual([
    "fulfilled",
    "fulfilled",
    "fulfilled",
    "rejected",
    "rejected",
  ]);
  expect(tried[4]).toMatchObject({ reason: expect.any(SpoolFull) });
  for (const one of tried) if (one.status === "fulfilled") await segments.finish(one.value);
  await segments.append(newRecord(body));
  await segments.close();
});
