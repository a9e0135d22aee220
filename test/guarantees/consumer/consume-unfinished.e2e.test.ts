import { once } from "node:events";
import { cp, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import {
  CONSUMER,
  deletePermanently,
  expectSameAsLists,
  hasCaughtUp,
  linesOf,
  openTalk,
  startConsumer,
  startProduct,
  statusOf,
  storedIn,
  WITHIN,
} from "@/test/support/scenes/consumer-scene";

test("a deletion whose end arrives early is confirmed once all its events are processed and their content is dropped", async () => {
  const { request, env, url, hook, state } = await startProduct(["operation.succeeded"]); // purges are not pushed
  const atAck: { types: string[]; hasSecret: boolean }[] = [];
  const between = await standBetween(url, () => {
    const types = storedIn(state).map(({ type }) => type);
    atAck.push({ types, hasSecret: linesOf(state).some((line) => line.includes("a secret")) });
    return null;
  });
  const { purge } = await openTalk(request);
  startConsumer({ ...env, TICKLINE_URL: between, RECONCILE_SECONDS: "900", GAP_SECONDS: "2" });
  await hasCaughtUp(request, hook);
  expect(linesOf(state).some((line) => line.includes("a secret"))).toBe(true);
  await (await purge()).isConfirmed();
  expect(atAck).toEqual([{ types: expect.arrayContaining(["conversation.purged"]), hasSecret: false }]);
  await expectSameAsLists(request, hook);
}, 180_000);

test("a deletion that could not be confirmed is confirmed later, also by a consumer that was killed in between", async () => {
  const { request, env, url, hook } = await startProduct(["*"]);
  let isAway = true;
  let refused = 0;
  const between = await standBetween(url, () => {
    if (isAway) refused += 1;
    return isAway ? 503 : null;
  });
  const own = { ...env, TICKLINE_URL: between, RECONCILE_SECONDS: "900" };
  const consumer = startConsumer(own);
  const { purge } = await openTalk(request);
  const { acks, isConfirmed } = await purge();
  await expect.poll(() => refused, WITHIN).toBeGreaterThan(2);
  consumer.kill("SIGKILL");
  await once(consumer, "exit");
  const before = refused;
  startConsumer(own);
  await expect.poll(() => refused, WITHIN).toBeGreaterThan(before);
  expect(await acks()).toEqual([]);
  isAway = false;
  await isConfirmed();
  await expect.poll(async () => (await statusOf(hook))?.unconfirmed, WITHIN).toBe(0);
}, 180_000);

test("an event whose handler fails stays at the head of the queue until it succeeds, then the next ones follow", async () => {
  const { request, env, hook, state } = await startProduct(["*"]);
  const folder = join(state, "..", "own");
  await cp(CONSUMER, folder, { recursive: true });
  const handledFile = join(folder, "handled");
  await writeFile(handledFile, "");
  await writeFile(join(folder, "handle.mjs"), FAILS_TWICE);
  startConsumer({ ...env, HANDLED: handledFile, RECONCILE_SECONDS: "900", RETRY_SECONDS: "0.1" }, folder);
  const { path } = await openTalk(request);
  const contents = ["one", "two", "three"];
  for (const content of contents) await request(`${path}/messages`, { content, direction: "in" });
  await hasCaughtUp(request, hook);
  const lines = async () => (await readFile(handledFile, "utf8")).split("\n");
  const handled = async () => (await lines()).filter((content) => contents.includes(content)).toSorted();
  await expect.poll(handled, WITHIN).toEqual(contents.toSorted()); // what is stored may still be tried again
  expect((await lines()).filter((line) => line === "failed: two")).toHaveLength(2);
}, 180_000);

test("a forged event is answered but not stored: its seq belongs to another event", async () => {
  const { request, env, hook, state, endpointId } = await startProduct(["*"]);
  startConsumer({ ...env, RECONCILE_SECONDS: "900" });
  await openTalk(request);
  const { id } = await request(`/v1/endpoints/${endpointId}/test`, { type: "message.created" });
  const delivery = () => request(`/v1/deliveries/${id}`);
  await expect.poll(async () => (await delivery())["state"], WITHIN).toBe("delivered");
  await hasCaughtUp(request, hook);
  expect(storedIn(state).filter(({ seq }) => seq === 4711)).toEqual([]);
  const { contiguous, lastSeq } = (await statusOf(hook)) ?? {};
  expect(lastSeq).toBe(contiguous);
  await expectSameAsLists(request, hook);
}, 180_000);

test("nothing of an erased contact stays on disk, nor of their conversations", async () => {
  const { request, env, hook, state } = await startProduct(["*"]);
  startConsumer({ ...env, RECONCILE_SECONDS: "900" });
  const { path, contactId } = await openTalk(request);
  await request(`${path}/messages`, { content: "my dog is Perlhuhn", direction: "in" });
  await hasCaughtUp(request, hook);
  const names = () => linesOf(state).filter((line) => /Noor|a secret|Perlhuhn/.test(line));
  await expect.poll(() => names().length, WITHIN).toBeGreaterThan(4); // the last event may not be stamped yet
  await (await deletePermanently(request, { contactId })).isConfirmed();
  expect(names()).toEqual([]);
  expect(await (await fetch(`${hook}/copy`)).text()).not.toMatch(/Noor|a secret|Perlhuhn/);
}, 180_000);

test("notes forwarded from a purged conversation are dropped before the purge is confirmed", async () => {
  const { request, env, url, hook, state } = await startProduct(["*"]);
  const kept = () => linesOf(state).filter((line) => line.includes("Perlhuhn")).length;
  const atAck: number[] = [];
  const between = await standBetween(url, () => {
    atAck.push(kept());
    return null;
  });
  startConsumer({ ...env, TICKLINE_URL: between, RECONCILE_SECONDS: "900" });
  const { path, contactId, inboxId } = await openTalk(request);
  const { id } = await request(`${path}/messages`, { content: "my dog is Perlhuhn", direction: "in" });
  const place = await request("/v1/conversations", { inboxId, contactId });
  const other = await request("/v1/conversations", { inboxId, contactId });
  for (const { displayId } of [place, other]) await request(`/v1/messages/${id}/forward`, { displayId });
  await request(`/v1/conversations/${place["displayId"]}/priority`, { priority: "high" }); // its event shows the note as the newest message
  await hasCaughtUp(request, hook);
  expect(kept()).toBeGreaterThan(3);
  await request(`${path}/trash`, {});
  const source = await request(path);
  await (await deletePermanently(request, { ids: [source["id"]] })).isConfirmed();
  expect([kept(), atAck]).toEqual([0, [0]]);
  expect(await (await fetch(`${hook}/copy`)).text()).not.toContain("Perlhuhn");
  await hasCaughtUp(request, hook);
  await expectSameAsLists(request, hook);
}, 180_000);

/** A handler that fails at one message, twice. */
const FAILS_TWICE = `
import { appendFileSync } from "node:fs";
let left = 2;
export async function handle({ event }) {
  if (event?.type !== "message.created") return;
  const { content } = event.data;
  const fails = content === "two" && left-- > 0;
  appendFileSync(process.env.HANDLED, (fails ? "failed: " : "") + content + "\\n");
  if (fails) throw new Error("away");
}
`;

/** A proxy before the product; `answerAck` may answer an acknowledgement instead. */
async function standBetween(url: string, answerAck: () => number | null): Promise<string> {
  const server = createServer(async (request, answer) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const own = request.url?.endsWith("/acks") ? answerAck() : null;
    if (own !== null) return answer.writeHead(own).end();
    const { method = "GET", headers } = request;
    const theirs = await fetch(`${url}${request.url}`, {
      method,
      headers: { authorization: headers.authorization ?? "", "content-type": "application/json" },
      ...(method === "POST" && { body: Buffer.concat(parts) }),
    });
    return answer.writeHead(theirs.status).end(await theirs.text());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
