import { createHash, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { expect, test } from "vitest";
import { startApp, temporaryDataDir } from "@/test/support/processes/app-process";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const MIB = 1024 * 1024;
const PIECES = 1024;
/** What the process may grow by while it passes a gibibyte on: its young generation and the buffers of two sockets. */
const GROWTH_MIB_MAX = 160;

test("a file of 1 GiB is taken and served with flat memory", async () => {
  const app = startApp({
    DATA_DIR: temporaryDataDir(),
    ADMIN_EMAIL: "ada@example.test",
    ADMIN_PASSWORD: "a password for this test",
    ADMIN_API_TOKEN: TOKEN,
    FILE_BYTES_MAX: String(2 * PIECES * MIB),
  });
  const url = await app.ready();
  const piece = randomBytes(MIB);
  const hash = createHash("sha256");
  for (let at = 0; at < PIECES; at++) hash.update(piece);
  const sha256 = hash.digest("hex");

  const before = residentMib(app.pid);
  const memory = watch(app.pid);
  const sent = await upload(`${url}/v1/files?name=large.bin`, piece);
  expect([sent.status, sent.body.bytes, sent.body.sha256]).toEqual([201, PIECES * MIB, sha256]);

  const received = createHash("sha256");
  const answer = await fetch(sent.body.url);
  const { body } = answer;
  if (!body) throw new Error("no bytes");
  await pipeline(Readable.fromWeb(body as never), received); // both types are the same stream
  expect(received.digest("hex")).toBe(sha256);
  expect(memory.stop() - before).toBeLessThan(GROWTH_MIB_MAX);
}, 300_000);

/** Sends the piece again and again, as fast as the server takes it. */
const upload = (url: string, piece: Buffer) =>
  new Promise<{ status: number; body: { bytes: number; sha256: string; url: string } }>((resolve, reject) => {
    const req = request(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${TOKEN}`,
        "content-type": "application/octet-stream",
        "content-length": PIECES * MIB,
      },
    });
    req.on("error", reject).on("response", async (res) => {
      const chunks = await res.toArray();
      resolve({ status: res.statusCode ?? 0, body: JSON.parse(Buffer.concat(chunks).toString()) });
    });
    const pieces = (function* () {
      for (let at = 0; at < PIECES; at++) yield piece;
    })();
    pipeline(Readable.from(pieces, { objectMode: false, highWaterMark: MIB }), req).catch(reject);
  });

/** The resident memory of a process. */
function residentMib(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}

function watch(pid: number): { stop(): number } {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMib(pid));
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return peak;
    },
  };
}
