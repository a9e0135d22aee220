import { describe, expect, test } from "vitest";
import { createInbox, updateInbox } from "@/server/commands/inboxes/inboxes";
import { decoded, setUpWukongim, textPayload } from "@/test/support/clients/wukongim";

const scene = setUpWukongim();

describe("created notice", () => {
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
});

describe("visitors", () => {
  const post = (path: string, json: object) => scene.tenant.client.post(path, json);

  const send = (json: object) => post("/message/send", { payload: textPayload("Hello"), ...json });

  const channel = { channel_id: "ann", channel_type: 10 };

  const service = { channel_id: "ann|sales", channel_type: 3 };

  const conversations = () =>
    scene.api.world.database.query(
      `select l.source_id as name, t.is_group as "isGroup", c.last_history_number as messages
       from conversation c
       join contact t on t.account_id = c.account_id and t.id = c.contact_id
       join contact_inbox l on l.account_id = c.account_id and l.id = c.contact_inbox_id
      where c.account_id = $1`,
      [scene.tenant.accountId],
    );

  test("a visitor's channel needs no /channel, and is the customer's conversation under each of its names", async () => {
    expect(await send({ ...channel, from_uid: "ann" })).toMatchObject({ status: 200 });
    expect(await send({ ...channel, from_uid: "____system" })).toMatchObject({ status: 200 });
    expect(await send({ ...service, from_uid: "ann" })).toMatchObject({ status: 200 });
    expect(await send({ channel_id: "____system", channel_type: 1, from_uid: "ann" })).toMatchObject({
      status: 200,
    });
    expect(await conversations()).toEqual([{ name: "ann", isGroup: false, messages: 4 }]);
    for (const named of [channel, service, { channel_id: "____system", channel_type: 1 }]) {
      const { body } = await post("/channel/messagesync", { ...named, login_uid: "ann" });
      expect(body.messages).toMatchObject([1, 2, 3, 4].map((seq) => ({ ...named, message_seq: seq })));
    }
  });

  test("the visitor's client is told the channel's name under which the conversation began", async () => {
    await send({ ...channel, from_uid: "____system", header: { red_dot: 1 } });
    const { body } = await post("/conversation/sync", { uid: "ann", msg_count: 1 });
    expect(body).toMatchObject([{ ...channel, unread: 1, recents: [channel] }]);
    await send({ ...channel, from_uid: "____system", header: { sync_once: 1 } });
    expect((await post("/message/sync", { uid: "ann" })).body).toMatchObject([channel]);
    await post("/conversations/clearUnread", { uid: "ann", ...channel });
    const after = await post("/conversation/sync", { uid: "ann", msg_count: 1 });
    expect(after.body).toMatchObject([{ unread: 0 }]);
  });

  test("another customer may not write to a visitor's channel", async () => {
    await send({ ...channel, from_uid: "ann" });
    for (const header of [{}, { sync_once: 1 }, { no_persist: 1 }])
      expect(await send({ ...channel, from_uid: "bob", header })).toMatchObject({
        status: 400,
        body: { reason: 3 },
      });
  });

  test("/channel keeps a visitor's channel's flags and creates no group; only the account may be added", async () => {
    await post("/user/systemuids_add", { uids: ["desk"] });
    const created = await post("/channel", { ...channel, subscribers: ["ann", "desk"], send_ban: 1 });
    expect(created).toMatchObject({ status: 200 });
    expect(await conversations()).toEqual([]);
    expect(await send({ ...channel, from_uid: "ann" })).toMatchObject({ status: 400, body: { reason: 25 } });
    const added = await post("/channel/subscriber_add", { ...channel, subscribers: ["bob"] });
    expect(added).toMatchObject({ status: 400, body: { msg: expect.stringContaining("systemuids_add") } });
    expect(await post("/channel/subscriber_remove", { ...channel, subscribers: ["ann"] })).toMatchObject({
      status: 200,
    });
  });
});
