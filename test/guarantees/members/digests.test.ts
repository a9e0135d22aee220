import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { markSeen } from "@/server/commands/conversations/mark-seen";
import { markAttention } from "@/server/commands/members/notifications";
import { openSmtp, readable } from "@/test/support/clients/smtp";
import { workDigests } from "@/test/support/scenes/digests";
import { beginSessionOf, createPushScene, type PushScene } from "@/test/support/scenes/push-scene";
import { createWorld, type World } from "@/test/support/scenes/world";

let world: World;
let scene: PushScene;
let smtp: Awaited<ReturnType<typeof openSmtp>>;
beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  smtp = await openSmtp();
  scene = await createPushScene(world);
});
afterAll(() => world.close());

const work = () => workDigests(world, smtp);
const minutes = (count: number) => scene.later(count * 60);
const mails = () => smtp.mails.map((mail) => readable(mail).replaceAll("\r\n", "\n"));

test("a member who was away gets one mail with what they missed, grouped by conversation", async () => {
  await scene.choose({ digestMinutes: 15 });
  await scene.receive();
  await scene.receive("Please!");
  await scene.mention();
  await work();
  expect(smtp.mails).toEqual([]);
  minutes(16);
  await Promise.all([work(), work()]);
  await work();
  const [mail = "", ...others] = mails();
  expect(others).toEqual([]);
  const { displayId } = scene.stage.conversation;
  expect(mail).toContain(`李文 Li Wen (#${displayId})
- Ada Duarte assigned this conversation to you
- 2 new messages: Please!
- Ada Duarte mentioned you: @Grace
https://inbox.acme.example/inbox?view=all&c=${displayId}
`);
  minutes(600);
  await work();
  expect(smtp.mails).toHaveLength(1);
  await scene.receive("Hello??"); // the same notification, which was mailed: its message counts anew
  minutes(16);
  await work();
  expect(smtp.mails).toHaveLength(2);
});

test.each([
  ["who chose no mails", { digestMinutes: 0 as const }],
  [
    "whose reasons are off",
    {
      digestMinutes: 15 as const,
      off: { inApp: [], push: [], mail: ["assigned" as const, "message" as const] },
    },
  ],
])("a member %s gets none", async (_, settings) => {
  await scene.choose(settings);
  await scene.receive();
  minutes(16);
  await work();
  expect(smtp.mails).toEqual([]);
});

test("what was read, or seen in a window meanwhile, is not mailed", async () => {
  const { stage } = scene;
  await scene.choose({ digestMinutes: 15 });
  const { number } = await scene.receive();
  await world.run(markSeen, stage.agent, { ...scene.here, number });
  minutes(16);
  await work();
  await scene.receive();
  minutes(10);
  const sessionId = await beginSessionOf(world, stage, stage.agent);
  await world.run(markAttention, stage.agent, { sessionId, isHere: true });
  minutes(10);
  await work();
  expect(smtp.mails).toEqual([]);
});

test("a mail waits for the end of quiet hours", async () => {
  await scene.choose({ digestMinutes: 15, quietHours: { days: [5], from: "09:00", to: "11:00" } });
  await scene.receive();
  minutes(60);
  await work();
  expect(smtp.mails).toEqual([]);
  minutes(65);
  await work();
  expect(smtp.mails).toHaveLength(1);
});
