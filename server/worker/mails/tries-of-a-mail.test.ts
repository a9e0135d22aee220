import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import type { Mail } from "@/server/lib/web/mailer";
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
