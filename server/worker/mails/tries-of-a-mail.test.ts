import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { setAlertMails } from "@/server/commands/members/profile";
import { createEndpoint, disableEndpoint } from "@/server/commands/webhooks/endpoints";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Mail, openMailer } from "@/server/lib/web/mailer";
import { createScene, createTenant, createWorld, type World } from "@/test/support/scenes/world";
import { sendMails } from "./send-mails";

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

test("all tries of a mail have one id, by which its recipient's server drops a second copy; the next mail has another", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const sent: Mail[] = [];
  const lost = { send: (mail: Mail) => Promise.reject(new Error(`answer ${sent.push(mail)} was lost`)) };
  const base = { database: world.database, log: { error: vi.fn() }, baseUrl: "https://inbox.acme.example" };
  const sendAfter = (seconds: number) => {
    world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
    return sendMails({ ...base, now: () => world.clock.now, mailer: lost });
  };
  const transcript = { conversation: { conversationId: conversation.id }, email: "li@example.test" };
  await world.run(sendTranscript, tenant.admin, transcript);
  for (const seconds of [0, 10, 60]) await sendAfter(seconds);
  await world.run(sendTranscript, tenant.admin, transcript);
  await sendAfter(0);
  const [first, ...others] = sent.map(({ id }) => id);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(others).toEqual([first, first, expect.not.stringContaining(first ?? "")]);
});

test("while no mail server answers, a transcript is tried every two hours for three days, and arrives once one does", async () => {
  const tenant = await createTenant(world);
  const { conversation } = await createScene(world, tenant);
  const base = { database: world.database, log: { error: vi.fn() }, baseUrl: "https://inbox.acme.example" };
  const sent: Mail[] = [];
  const nowhere = openMailer({ url: "smtp://127.0.0.1:1", from: "tickline@acme.example" });
  const mailers = { away: nowhere, back: { send: (mail: Mail) => Promise.resolve(void sent.push(mail)) } };
  const sendAfter = (seconds: number, server: keyof typeof mailers) => {
    world.clock.now = new Date(world.clock.now.getTime() + seconds * 1000);
    return sendMails({ ...base, now: () => world.clock.now, mailer: mailers[server] });
  };
  const transcriptTo = (email: string) =>
    world.run(sendTranscript, tenant.admin, { conversation: { conversationId: conversation.id }, email });
  await transcriptTo("kim@example.test");
  for (const seconds of [0, 10, 60, 300, 1_800]) await sendAfter(seconds, "away");
  for (let hours = 2; hours < 60; hours += 2) await sendAfter(7_200, "away");
  await sendAfter(7_200, "back");
  expect(sent.filter(({ to }) => to.address === "kim@example.test")).toHaveLength(1);

  await transcriptTo("mina@example.test");
  for (let hours = 0; hours < 74; hours += 2) await sendAfter(7_200, "away");
  const [left] = await world.database.query(
    "select due_at, error from mail where email = 'mina@example.test'",
  );
  expect(left).toEqual({ due_at: null, error: expect.stringContaining("ECONNREFUSED") });
});

test.each([
  [
    "en",
    "Ended: A webhook was disabled",
    "This ended at 2026-11-20 09:05 UTC, before this email could be sent:",
  ],
  ["zh", "已结束：有一个 Webhook 已被停用", "在这封邮件发出之前，以下问题已于 2026-11-20 09:05 UTC 结束："],
] as const)(
  "a mail about an alert that ended before it was sent says so (%s)",
  async (alertMails, subject, ended) => {
    const { accountId, admin } = await createTenant(world);
    await world.run(setAlertMails, admin, { alertMails });
    const settings = { url: "https://hooks.acme.example/a", types: ["*"] };
    const { endpoint } = (await world.run(createEndpoint, admin, settings)).result;
    await world.run(disableEndpoint, systemCaller(accountId), { endpointId: endpoint.id, reason: "gone" });
    await world.database.query("update alert set closed_at = '2026-11-20T09:05:30Z' where account_id = $1", [
      accountId,
    ]);
    const sent: Mail[] = [];
    const mailer = { send: (mail: Mail) => Promise.resolve(void sent.push(mail)) };
    const baseUrl = "https://inbox.acme.example";
    await sendMails({
      database: world.database,
      log: { error: vi.fn() },
      baseUrl,
      now: () => world.clock.now,
      mailer,
    });
    expect(sent.at(-1)).toMatchObject({
      subject: expect.stringContaining(subject),
      text: expect.stringContaining(ended),
    });
  },
);
