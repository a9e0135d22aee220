import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "@/test/support/temporary-folder";
import type { SpoolRecord } from "./record";
import type { Waiting } from "./segment-files";
import { openSegments } from "./segments";

const log = pino({ level: "silent" });
let count = 0;

const newRecord = (body: string | Buffer, more: Partial<SpoolRecord> = {}): SpoolRecord => ({
  id: `record-${count++}`,
  kind: "whatsapp",
  at: count,
  url: "/channels/whatsapp/a",
  headers: ["x-hub-signature-256", "sha256=ab"],
  keys: ["whatsapp a"],
  under: null,
  body: Buffer.from(body),
  ...more,
});

const filesIn = (folder: string, end: string) => readdirSync(folder).filter((name) => name.endsWith(end));
const onlyPath = (folder: string, end: string): string => {
  const [name, ...others] = filesIn(folder, end);
  if (name === undefined || others.length > 0) throw new Error(`there must be one file ${end}`);
  return join(folder, name);
};

/** Closed after the test, not before another is opened in its folder: as after `kill -9`. */
async function openIn(folder: string, segmentBytes?: number) {
  const segments = await openSegments({
    folder,
    bytesMax: 10_000_000,
    log,
    ...(segmentBytes && { segmentBytes }),
  });
  onTestFinished(() => segments.close());
  return segments;
}

async function bodiesAfterKill(folder: string): Promise<string[]> {
  const segments = await openIn(folder);
  const records = await Promise.all(segments.loaded.map((at) => segments.read(at)));
  return records.map((record) => String(record?.body));
}

async function appendAll(folder: string, bodies: readonly (string | Buffer)[], segmentBytes?: number) {
  const segments = await openIn(folder, segmentBytes);
  const written: Waiting[] = [];
  for (const body of bodies) written.push(await segments.append(newRecord(body)));
  return { segments, written, finish: (nth: number) => segments.finish(written[nth] ?? fail()) };
}

function fail(): never {
  throw new Error("so many were not written");
}

test.each(["done", "records", "neither"])(
  "after a crash while a file was removed that left its %s, nothing that is accepted later counts as done",
  async (left) => {
    const folder = temporaryFolder();
    const { finish } = await appendAll(folder, ["first", "second"]);
    await finish(0);
    const [records, done] = [onlyPath(folder, ".records"), onlyPath(folder, ".done")];
    const bytes = { records: readFileSync(records), done: readFileSync(done) };
    await finish(1);
    if (left === "done") writeFileSync(done, bytes.done);
    if (left === "records") writeFileSync(records, bytes.records);
    await appendAll(folder, ["third", "fourth"]);
    const repeated = left === "records" ? ["first", "second"] : []; // the core knows them by their ids
    expect(await bodiesAfterKill(folder)).toEqual([...repeated, "third", "fourth"]);
    expect(readdirSync(folder)).not.toContain(done.split("/").at(-1));
  },
);

test("the name of a file is never used again", async () => {
  const folder = temporaryFolder();
  const names: string[] = [];
  for (let start = 0; start < 4; start++) {
    const { finish } = await appendAll(folder, ["first", "second"], 1);
    names.push(...filesIn(folder, ".records"));
    await finish(0);
    await finish(1);
    expect(filesIn(folder, ".records")).toEqual([]);
  }
  expect(new Set(names).size).toBe(8);
});

test("a whole record inside of a body is none, whatever of the record around it is missing or damaged", async () => {
  const elsewhere = temporaryFolder();
  const { written } = await appendAll(elsewhere, ["forged"]);
  const { offset = 0, length = 0 } = written[0] ?? {};
  const forged = readFileSync(onlyPath(elsewhere, ".records")).subarray(offset, offset + length);

  const folder = temporaryFolder();
  const target = await appendAll(folder, ["first", Buffer.concat([forged, Buffer.from("tail")]), "third"]);
  const path = onlyPath(folder, ".records");
  const bytes = readFileSync(path);
  const outer = target.written[1] ?? fail();
  truncateSync(path, outer.offset + outer.length - 2);
  expect(await bodiesAfterKill(folder)).toEqual(["first"]);
  for (const at of [0, 5, 20, 50, 60]) {
    const damaged = Buffer.from(bytes);
    damaged.writeUInt8(damaged.readUInt8(outer.offset + at) ^ 1, outer.offset + at);
    writeFileSync(path, damaged);
    expect(await bodiesAfterKill(folder), `damaged at ${at}`).toEqual(["first", "third"]);
  }
});

test.each([
  ["a path that is not kept", { url: "/v1/me" }],
  ["the path of another kind", { url: "/channels/email/a" }],
  ["a kind that does not exist", { kind: "sms" as SpoolRecord["kind"] }],
  ["a header without a value", { headers: ["x-one"] }],
  ["a header that ends the head", { headers: ["x-one", "1\r\n\r\nGET / HTTP/1.1"] }],
  ["a header's name that is none", { headers: ["x one", "1"] }],
  ["a length of its own", { headers: ["Content-Length", "1"] }],
  ["a coding of its own", { headers: ["Transfer-Encoding", "chunked"] }],
  ["the mark of a replay", { headers: ["X-Tickline-Replay", "secret"] }],
  ["no order", { keys: [] }],
])("a record with %s is left out when it is loaded, and counts as damaged", async (_, more) => {
  const folder = temporaryFolder();
  const segments = await openIn(folder);
  await segments.append(newRecord("wrong", more));
  await segments.append(newRecord("right"));
  expect(await bodiesAfterKill(folder)).toEqual(["right"]);
  expect((await openIn(folder)).damagedBytes).toBeGreaterThan(0);
});

test("marks of what is done that cannot be read are a failure that names the file, not the absence of marks", async () => {
  const folder = temporaryFolder();
  await appendAll(folder, ["first"]);
  const done = onlyPath(folder, ".records").replace(/records$/, "done");
  mkdirSync(done);
  await expect(openIn(folder)).rejects.toThrow(done);
  rmdirSync(done);
  expect(await bodiesAfterKill(folder)).toEqual(["first"]);
});

test("a mark that could not be written is written with the next one", async () => {
  const folder = temporaryFolder();
  const { finish } = await appendAll(folder, ["first", "second", "third"]);
  const done = onlyPath(folder, ".records").replace(/records$/, "done");
  mkdirSync(done);
  await finish(0);
  rmdirSync(done);
  await finish(1);
  expect(await bodiesAfterKill(folder)).toEqual(["third"]);
});

test("a torn mark does not shift those after it", async () => {
  const folder = temporaryFolder();
  const { finish } = await appendAll(folder, ["first", "second", "third"]);
  await finish(0);
  appendFileSync(onlyPath(folder, ".done"), Buffer.alloc(3, 1));
  const segments = await openIn(folder);
  await segments.finish(segments.loaded[0] ?? fail());
  expect(await bodiesAfterKill(folder)).toEqual(["third"]);
});

test("nobody else can enter the folder or read its files, also where it was there before", async () => {
  const folder = join(temporaryFolder(), "spool");
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  const { finish } = await appendAll(folder, ["first", "second"]);
  await finish(0);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const names = readdirSync(folder);
  expect(names.length).toBeGreaterThan(1);
  for (const name of names) {
    const stats = statSync(join(folder, name));
    expect(stats.mode & 0o777, name).toBe(stats.isDirectory() ? 0o700 : 0o600);
  }
});
