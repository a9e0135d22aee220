import { expect, test } from "vitest";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { decoded, setUpWukongim } from "@/test/support/clients/wukongim";

const scene = setUpWukongim();
const GROUP = { channel_id: "g1", channel_type: 2 };
const create = (json: object = {}) =>
  scene.tenant.client.post("/channel", { ...GROUP, subscribers: ["ann", "bob"], ...json });

async function historyOf(language: string): Promise<object[]> {
  const answer = await fetch(`${scene.api.url}/wukongim/channel/messagesync`, {
    method: "POST",
    headers: { token: scene.tenant.token, "content-type": "application/json", "accept-language": language },
    body: JSON.stringify({ ...GROUP, login_uid: "ann" }),
  });
  const { messages } = await answer.json();
  return messages.map((one: { payload: string }) => decoded(one.payload));
}

const setNotices = (postedNotices: ("assigned" | "created")[]) =>
  scene.api.world.run(updateInbox, scene.tenant.admin, { inboxId: scene.tenant.inboxId, postedNotices });

test.each([
  ["wukongim", ["created"]],
  ["api", []],
] as const)("a new inbox of the channel %s posts %j by default", async (channel, expected) => {
  const { result } = await scene.api.world.run(createInbox, scene.tenant.admin, { name: "New", channel });
  expect(result.postedNotices).toEqual(expected);
});

test("the creation of a channel is posted once, in the reader's language, and names no program", async () => {
  await setNotices(["created"]);
  await create();
  await create({ subscribers: ["cat"] });
  expect(await historyOf("en")).toEqual([
    { type: 1001, content: "App created the group “g1” with ann, bob.", extra: [] },
  ]);
  expect(await historyOf("zh-CN")).toEqual([
    { type: 1001, content: expect.stringContaining("App 创建了群聊“g1”"), extra: [] },
  ]);
});

test("an inbox that does not post it, as those of before, begins a channel's history with nothing", async () => {
  await setNotices(["assigned"]);
  await create();
  expect(await historyOf("en")).toEqual([]);
});

test("a channel without subscribers has nobody to tell", async () => {
  await setNotices(["created"]);
  await create({ subscribers: [] });
  expect(await historyOf("en")).toEqual([]);
});
