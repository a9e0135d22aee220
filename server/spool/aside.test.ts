import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type OpenSpool, openStandInCore, openTestSpool } from "@/test/support/network/stand-in-core";

const asideOf = (spool: OpenSpool) => join(spool.dataDir, "spool", "aside");
const post = (spool: OpenSpool, body: string) =>
  fetch(`${spool.url}/channels/email/a`, { method: "POST", body });
const untilEmpty = async (spool: OpenSpool) =>
  expect(await waitUntil(() => spool.state.waiting() === 0, { withinMs: 90_000 })).toBe(true);

/** A spool whose core has refused these for good. */
async function openWithAside(bodies: readonly string[]) {
  const core = await openStandInCore();
  await core.stop();
  const spool = await openTestSpool(core.url);
  for (const body of bodies) await post(spool, body);
  core.answer = (_, res) => void res.writeHead(404).end();
  await core.start();
  await untilEmpty(spool);
  expect(spool.state.aside()).toBe(bodies.length);
  core.answer = (_, res) => void res.end();
  core.received.length = 0;
  return { core, spool };
}

test("files that are no requests do not hold up the others: they are set apart, logged, counted, and use room", async () => {
  const { core, spool } = await openWithAside(["good"]);
  const [name = ""] = readdirSync(asideOf(spool)).filter((one) => one.endsWith(".json"));
  const good = readFileSync(join(asideOf(spool), name), "utf8");
  const retry = join(asideOf(spool), "retry");
  const elsewhere = JSON.stringify({ ...JSON.parse(good), url: "/v1/me" });
  const malformed = {
    "0-torn.json": good.slice(0, -20),
    "1-elsewhere.json": elsewhere,
    "2-other.json": "[]",
  };
  for (const [file, text] of Object.entries(malformed)) writeFileSync(join(retry, file), text);
  mkdirSync(join(retry, "3-folder.json"));
  writeFileSync(join(retry, name), good);
  const before = spool.state.bytes();
  await spool.look();
  await untilEmpty(spool);
  expect(core.received.map(({ body }) => String(body))).toEqual(["good"]);
  const damaged = join(spool.dataDir, "spool", "damaged");
  expect(readdirSync(damaged).sort()).toEqual(Object.keys(malformed));
  const size = Object.keys(malformed).reduce((sum, file) => sum + statSync(join(damaged, file)).size, 0);
  expect(spool.state.bytes()).toBe(before + size);
  expect(spool.logged.filter((line) => line.includes("set apart"))).toHaveLength(3);
  expect(spool.logged.join()).not.toContain(Buffer.from("good").toString("base64"));
  const page = await (await fetch(`${spool.url}/metrics`)).text();
  expect(page).toContain("tickline_spool_damaged_total 3");
  expect(page).toContain("tickline_spool_damaged_files 3");
});

test("what is sent again is sent in the order in which it had arrived", async () => {
  const bodies = Array.from({ length: 8 }, (_, nth) => `mail ${nth}`);
  const { core, spool } = await openWithAside(bodies);
  const retry = join(asideOf(spool), "retry");
  for (const name of readdirSync(asideOf(spool)).filter((one) => one.endsWith(".json")))
    writeFileSync(join(retry, name), readFileSync(join(asideOf(spool), name)));
  await spool.look();
  await untilEmpty(spool);
  expect(core.received.map(({ body }) => String(body))).toEqual(bodies);
});

test("what unknown senders have put aside leaves three quarters of the room to others; the oldest of it goes first", async () => {
  const core = await openStandInCore();
  await core.stop();
  const spool = await openTestSpool(core.url, { bytesMax: 400_000 });
  const bodies = Array.from({ length: 12 }, (_, nth) => `${nth} ${"x".repeat(10_000)}`);
  for (const body of bodies) await post(spool, body);
  core.answer = (_, res) => void res.writeHead(Number(core.received.length === 1 ? 410 : 404)).end();
  await core.start();
  await untilEmpty(spool);
  const left = readdirSync(asideOf(spool)).filter((name) => name.endsWith(".json"));
  const kept = left.sort().map((name) => {
    const { status, body } = JSON.parse(readFileSync(join(asideOf(spool), name), "utf8"));
    return [status, Number.parseInt(Buffer.from(body, "base64").toString(), 10)];
  });
  expect(kept).toEqual([[410, 0], ...[6, 7, 8, 9, 10, 11].map((nth) => [404, nth])]);
  expect(await (await fetch(`${spool.url}/metrics`)).text()).toContain(
    "tickline_spool_aside_dropped_total 5",
  );
});
