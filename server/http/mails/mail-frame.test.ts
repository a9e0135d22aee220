import { afterAll, beforeAll, expect, test } from "vitest";
import { framePolicy } from "@/server/channels/email/html/frame-document";
import { storeMail } from "@/server/channels/email/receive/store-mail";
import { createServices } from "@/server/commands/_run/services";
import { createInbox } from "@/server/commands/inboxes/inboxes";
import type { Caller } from "@/server/contract/_shared/caller";
import { createApp } from "@/server/http/app";
import { type Api, openApi } from "@/test/support/clients/api";
import { addMember, cookieFor, provideScreens } from "@/test/support/clients/screens";
import { createTenant } from "@/test/support/scenes/world";

const ADDRESS = "help@shop.example";
const REMOTE = "https://shop.example/logo.png";
const HTML = `<p>Hello</p><script>alert(1)</script><img src="cid:pic@mail.example"><img src="${REMOTE}">`;

const mail = (type: string, body: string): string =>
  [
    "From: Ada <ada@mail.example>",
    `To: ${ADDRESS}`,
    "Subject: Order 7",
    "Message-ID: <one@mail.example>",
    "Content-Type: multipart/related; boundary=b",
    "",
    "--b",
    `Content-Type: ${type}`,
    "",
    body,
    "--b",
    'Content-Type: image/png; name="dot.png"',
    "Content-ID: <pic@mail.example>",
    "Content-Transfer-Encoding: base64",
    "",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
    "--b--",
    "",
  ].join("\r\n");

let api: Api;
beforeAll(async () => {
  api = await openApi(createApp);
  provideScreens(api.world); // the secret with which `cookieFor` signs
});
afterAll(() => api.close());

/** A message of a mail, in a new account's inbox. */
async function receive(raw = mail("text/html; charset=utf-8", HTML)) {
  const { database, run, files, clock } = api.world;
  const tenant = await createTenant(api.world);
  const { result: inbox } = await api.world.run(createInbox, tenant.admin, { name: "Help", channel: "api" });
  const services = createServices({ database, run, files, now: () => clock.now });
  const replyKey = Buffer.from("a key of the installation");
  const place = { accountId: tenant.accountId, inboxId: inbox.id, address: ADDRESS, replyKey };
  const stored = await storeMail(services, place, Buffer.from(raw));
  if (stored.kind !== "stored") throw new Error(`the mail was ${stored.kind}`);
  return { tenant, inboxId: inbox.id, messageId: stored.messageId };
}

const open = async (messageId: number | string, caller: Caller | null, query = "") =>
  fetch(`${api.url}/api/messages/${messageId}/mail${query}`, {
    headers: caller ? { cookie: await cookieFor(api.world, caller) } : {},
  });

test("the frame of a mail has its policy, and is cached nowhere", async () => {
  const { tenant, messageId } = await receive();
  const { status, headers } = await open(messageId, tenant.admin);
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("text/html; charset=UTF-8");
  expect(headers.get("content-security-policy")).toBe(framePolicy({ hasRemotePictures: false }));
  expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
  expect(headers.get("cache-control")).toBe("private, no-store");
});

test("remote pictures are blocked until they are wanted; those of the mail have signed addresses", async () => {
  const { tenant, messageId } = await receive();
  const blocked = await open(messageId, tenant.admin);
  const document = await blocked.text();
  expect(document).toContain("<p>Hello</p>");
  expect(document).not.toContain("alert(1)");
  expect(document).not.toContain(` src="${REMOTE}"`);
  expect(blocked.headers.get("x-remote-pictures")).toBe("1");
  expect(document).toMatch(/ src="\/files\/\d+\/dot\.png\?expires=\d+&amp;signature=[\w-]+"/);
  const shown = await open(messageId, tenant.admin, "?pictures=1&theme=dark&locale=zh");
  expect(shown.headers.get("content-security-policy")).toBe(framePolicy({ hasRemotePictures: true }));
  const whole = await shown.text();
  expect(whole).toContain(` src="${REMOTE}"`);
  expect(whole).toContain('<html lang="zh" data-theme="dark"');
  expect((await open(messageId, tenant.admin, "?pictures=yes")).status).toBe(422);
});

test("a mail is shown only to members of its account who see its inbox", async () => {
  const { tenant, inboxId, messageId } = await receive();
  const stranger = await createTenant(api.world);
  const outside = await addMember(api.world, tenant, { role: "agent", inboxIds: [] });
  const inside = await addMember(api.world, tenant, { role: "agent", inboxIds: [inboxId] });
  expect((await open(messageId, null)).status).toBe(401);
  expect((await open(messageId, stranger.admin)).status).toBe(404);
  expect((await open(messageId, outside)).status).toBe(404);
  expect((await open(messageId, inside)).status).toBe(200);
});

test("a mail without HTML is its whole text, with whether it has more than the message; what is no id is not found", async () => {
  const plain = await receive(mail("text/plain", "Hello"));
  const short = await open(plain.messageId, plain.tenant.admin);
  expect(short.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(short.headers.get("x-quoted-text")).toBe("0");
  const answer = await receive(mail("text/plain", "Thanks\r\n\r\nOn Monday, Bob wrote:\r\n> Hello\r\n"));
  const whole = await open(answer.messageId, answer.tenant.admin);
  expect(whole.headers.get("x-quoted-text")).toBe("1");
  expect(await whole.text()).toContain("> Hello");
  expect((await open("1e3", plain.tenant.admin)).status).toBe(404);
});
