import { readdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import {
  type OpenSpool,
  openStandInCore,
  openTestSpool,
  type StandInCore,
} from "@/test/support/network/stand-in-core";

const PUBLIC = "/public/api/v1/inboxes/abc/contacts/s1/conversations/7/messages";
const post = (
  spool: OpenSpool,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) => fetch(spool.url + path, { method: "POST", body, headers });
const bodiesOf = (core: StandInCore) => core.received.map(({ body }) => String(body));
const untilEmpty = (spool: OpenSpool) =>
  waitUntil(() => spool.state.waiting() === 0, { withinMs: 10_000 }).then(() =>
    expect(spool.state.waiting()).toBe(0),
  );

test("an inbound request has the core's own answer while that is there, refusals too", async () => {
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url);
  core.answer = (_, res) => void res.writeHead(401, { "x-own": "1" }).end("bad signature");
  const answer = await post(spool, "/channels/whatsapp/a", "{}");
  expect([answer.status, answer.headers.get("x-own"), await answer.text()]).toEqual([
    401,
    "1",
    "bad signature",
  ]);
  expect(spool.state.waiting()).toBe(0);
});

test("what is kept is answered with 202, and replayed byte for byte with its headers after a restart of the spool", async () => {
  const core = await openStandInCore();
  await core.stop();
  const first = await openTestSpool(core.url);
  const body = new Uint8Array([0, 255, 123, 10, 13, 0xc3, 0x28]);
  const headers = {
    "x-hub-signature-256": "sha256=ab",
    authorization: "Bearer secret",
    "x-forwarded-for": "203.0.113.7",
  };
  const kept = await post(first, "/channels/whatsapp/a?x=%20", body, headers);
  expect([kept.status, await kept.json()]).toEqual([202, { status: "kept", id: expect.any(String) }]);
  await first.end();
  await core.start();
  const second = await openTestSpool(core.url, { dataDir: first.dataDir, secret: "shared" });
  await untilEmpty(second);
  expect(core.received).toHaveLength(1);
  expect(core.received[0]).toMatchObject({
    method: "POST",
    url: "/channels/whatsapp/a?x=%20",
    body: Buffer.from(body),
    headers: {
      ...headers,
      host: new URL(first.url).host,
      "x-forwarded-for": "203.0.113.7, 127.0.0.1",
      "content-length": "7",
      "x-tickline-replay": "shared",
    },
  });
  expect(readdirSync(join(first.dataDir, "spool")).sort()).toEqual(["aside", "damaged", "next-number"]);
});

test.each([500, 502, 503, 504, 507])(
  "an answer of %i is kept, and sent again until it is stored",
  async (status) => {
    const core = await openStandInCore();
    const spool = await openTestSpool(core.url);
    let left = 3;
    core.answer = (_, res) => void res.writeHead(left-- > 0 ? status : 200).end();
    expect((await post(spool, "/channels/email/a", "mail")).status).toBe(202);
    await untilEmpty(spool);
    expect(bodiesOf(core)).toEqual(Array(4).fill("mail"));
    expect(spool.state.aside()).toBe(0);
  },
);

test("while one waits, later ones of its conversation wait behind it, and others do not", async () => {
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url);
  const message = (from: string, text: string) =>
    JSON.stringify({ entry: [{ changes: [{ value: { messages: [{ from, text }] } }] }] });
  let isBroken = true;
  core.answer = ({ body }, res) =>
    void res.writeHead(isBroken && String(body).includes('"491"') ? 503 : 200).end();
  const send = async (from: string, text: string) =>
    (await post(spool, "/channels/whatsapp/a", message(from, text))).status;
  expect(await send("491", "first")).toBe(202);
  await waitUntil(async () => (await send("492", "probe")) === 200, { withinMs: 5_000 }); // the core is known to be there
  expect(await send("491", "second")).toBe(202);
  isBroken = false;
  await untilEmpty(spool);
  const stored = bodiesOf(core)
    .filter((body) => body.includes('"491"'))
    .slice(-2);
  expect(stored).toEqual([message("491", "first"), message("491", "second")]);
  expect(await send("491", "third")).toBe(200);
});

test("what is about a message that has not arrived lets it go first, and is no sign that the core is away", async () => {
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url);
  const about = (what: string) =>
    JSON.stringify({ entry: [{ changes: [{ value: { messages: [{ from: "491", what }] } }] }] });
  const [edit, message] = [about("edit"), about("message")];
  let isBroken = true;
  core.answer = ({ body }, res) => {
    if (isBroken) return void res.writeHead(500).end();
    const isEarly = String(body) === edit && !bodiesOf(core).includes(message);
    res.writeHead(isEarly ? 503 : 200, isEarly ? { "x-tickline-early": "1" } : {}).end();
  };
  for (const body of [edit, message])
    expect((await post(spool, "/channels/whatsapp/a", body)).status).toBe(202);
  core.received.length = 0;
  isBroken = false;
  await untilEmpty(spool);
  expect(bodiesOf(core).slice(-2)).toEqual([message, edit]);
  core.received.length = 0;
  expect((await post(spool, "/channels/whatsapp/a", edit)).status).toBe(503);
  expect([spool.state.isAway(), spool.state.waiting()]).toEqual([false, 0]);
});

test("a request that is not answered in time is sent again under the same key", async () => {
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url, { answerMs: 100 });
  core.answer = (_, res) => {
    if (core.received.length > 2) res.end();
  };
  expect((await post(spool, PUBLIC, '{"content":"hi"}')).status).toBe(202);
  await untilEmpty(spool);
  const keys = core.received.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toEqual(Array(3).fill(expect.stringMatching(/^spool-[0-9a-f-]{36}$/)));
  expect(new Set(keys).size).toBe(1);
  await post(spool, PUBLIC, "{}", { "idempotency-key": "of-the-client" });
  expect(core.received.at(-1)?.headers["idempotency-key"]).toBe("of-the-client");
});

test("what the core refuses for good is put aside with the reason, counted, and sent again on demand", async () => {
  const core = await openStandInCore();
  await core.stop();
  const spool = await openTestSpool(core.url);
  await post(spool, "/channels/email/a", "refused");
  await post(spool, "/channels/email/a", "stored");
  core.answer = ({ body }, res) =>
    void res.writeHead(String(body) === "refused" ? 404 : 200).end("no such inbox");
  await core.start();
  await untilEmpty(spool);
  expect(bodiesOf(core)).toEqual(["refused", "stored"]);
  expect(await (await fetch(`${spool.url}/health`)).json()).toMatchObject({
    status: "ok",
    aside: 1,
    waiting: 0,
  });
  const page = await (await fetch(`${spool.url}/metrics`)).text();
  expect(page).toContain('tickline_spool_put_aside_total{kind="email",status="404"} 1');
  expect(page).toContain("tickline_spool_aside 1");
  const folder = join(spool.dataDir, "spool", "aside");
  const [name = ""] = readdirSync(folder).filter((one) => one.endsWith(".json"));
  expect(JSON.parse(readFileSync(join(folder, name), "utf8"))).toMatchObject({
    status: 404,
    answer: "no such inbox",
    url: "/channels/email/a",
    body: Buffer.from("refused").toString("base64"),
  });
  core.answer = (_, res) => void res.end();
  renameSync(join(folder, name), join(folder, "retry", name));
  await spool.look();
  await untilEmpty(spool);
  expect(bodiesOf(core).at(-1)).toBe("refused");
  expect(spool.state.aside()).toBe(0);
});

test("a limit of the core is its sender's business, unless what is replayed has used it up", async () => {
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url);
  core.answer = (_, res) => void res.writeHead(429, { "retry-after": "7" }).end();
  const limited = await post(spool, "/channels/email/a", "one");
  expect([limited.status, limited.headers.get("retry-after")]).toEqual([429, "7"]);
  core.answer = ({ url }, res) => void res.writeHead(url.endsWith("/a") ? 503 : 429).end();
  expect((await post(spool, "/channels/email/a", "two")).status).toBe(202);
  expect((await post(spool, "/channels/email/b", "three")).status).toBe(202);
  core.answer = (_, res) => void res.end();
  await untilEmpty(spool);
});

test("without room an inbound request is refused with a code, a sentence and the time to wait, and what is kept stays", async () => {
  const core = await openStandInCore();
  await core.stop();
  const spool = await openTestSpool(core.url, { bytesMax: 50_000 });
  const body = "x".repeat(10_000);
  const statuses = [];
  for (let nth = 0; nth < 6; nth++) statuses.push((await post(spool, "/channels/email/a", body)).status);
  expect(statuses).toEqual([202, 202, 202, 202, 503, 503]);
  const refused = await post(spool, "/channels/email/a", body);
  expect(refused.headers.get("retry-after")).toBe("5");
  expect(await refused.json()).toEqual({
    error: { code: "spool.full", message: expect.stringContaining("no room") },
  });
  await core.start();
  await untilEmpty(spool);
  expect(core.received).toHaveLength(4);
  expect((await post(spool, "/channels/email/a", body)).status).toBe(200);
});

test("a body that is too large to be kept is handed on whole, and refused while the core is away", async () => {
  const core = await openStandInCore();
  const spool = await openTestSpool(core.url, { bodies: { oneMax: 1_000, allMax: 2_000 } });
  const body = new Uint8Array(300_000).fill(65);
  const chunked = () =>
    fetch(`${spool.url}/channels/email/a`, {
      method: "POST",
      body: new Blob([body]).stream(),
      duplex: "half",
    } as RequestInit);
  expect((await post(spool, "/channels/email/a", body)).status).toBe(200);
  expect((await chunked()).status).toBe(200);
  expect(core.received.map((one) => Buffer.compare(one.body, body) === 0)).toEqual([true, true]);
  await core.stop();
  expect((await post(spool, "/channels/email/a", body).catch(() => null))?.status ?? 503).toBe(503);
  expect((await post(spool, "/channels/email/a", "small")).status).toBe(202);
});
