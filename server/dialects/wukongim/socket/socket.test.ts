import { describe, expect, test } from "vitest";
import { removeMembers } from "@/server/commands/groups/change-members";
import { editMessage } from "@/server/commands/messages/edit-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { releaseMessage } from "@/server/commands/messages/undo-send";
import { systemCaller } from "@/server/contract/_shared/caller";
import { setDeviceToken } from "@/server/dialects/wukongim/commands/users";
import { waitUntil } from "@/server/lib/async/wait-until";
import { provideEphemeralEvents } from "@/server/live/hub/account-signal";
import { passingSignal } from "@/server/live/presence/passing";
import { connectAs, createSocketScene } from "@/test/support/clients/wukongim-socket";
import { type ConnectOptions, openSocketStage } from "@/test/support/scenes/socket-stage";

const stage = openSocketStage();
const { connect, toGroup } = stage;
const text = (content: string) => ({ type: 1, content });
const byAgent = () =>
  stage.api.services.run(sendMessage, stage.scene.tenant.admin, {
    conversation: { conversationId: stage.scene.conversationId },
    content: "From an agent",
  });

describe("a device", () => {
  test("connects, sends, receives, acknowledges, pings and disconnects as EasyJSSDK does", async () => {
    const ann = await connect({ uid: "ann" });
    expect(ann.answer).toMatchObject({
      jsonrpc: "2.0",
      result: {
        serverKey: "",
        salt: "",
        timeDiff: expect.any(Number),
        reasonCode: 1,
        nodeId: expect.any(Number),
      },
    });
    const bob = await connect({ uid: "bob" });
    const { result } = await ann.request(
      "send",
      toGroup("Hello", { clientMsgNo: "no-1", header: { redDot: true } }),
    );
    expect(result).toEqual({ messageId: expect.stringMatching(/^\d+$/), messageSeq: 1, reasonCode: 1 });
    await bob.until((received) => received.length === 1);
    expect(bob.received()).toEqual([
      {
        header: { noPersist: false, redDot: true, syncOnce: false, dup: false },
        setting: { receipt: false, signal: false, stream: false, topic: false },
        messageId: result.messageId,
        messageSeq: 1,
        clientMsgNo: "no-1",
        timestamp: expect.any(Number),
        channelId: "g1",
        channelType: 2,
        fromUid: "ann",
        expire: 0,
        payload: text("Hello"),
      },
    ]);
    expect(await bob.request("ping", {})).toMatchObject({ result: {} });
    expect(ann.received()).toEqual([]);
    await bob.request("disconnect", {});
    await bob.closed;
  });

  test.each(["2:lobby", "bob@cat", " bob"])("sends nothing to %j, which is no user", async (channelId) => {
    const ann = await connect({ uid: "ann" });
    const sent = { clientMsgNo: "no-1", channelId, channelType: 1, payload: text("Hello") };
    expect(await ann.request("send", sent)).toMatchObject({
      error: { message: expect.stringContaining("channel_id: ") },
    });
  });

  test("gets what its user sends on another device, and what an agent sends", async () => {
    const phone = await connect({ uid: "ann", deviceFlag: 0, deviceId: "phone" });
    const web = await connect({ uid: "ann", deviceFlag: 1, deviceId: "web" });
    await phone.request("send", toGroup("From my phone", { header: { redDot: true } }));
    await web.until((received) => received.length === 1);
    expect(web.received()[0]).toMatchObject({ fromUid: "ann", header: { redDot: false } });
    await byAgent();
    await phone.until((received) => received.length === 1);
    expect(phone.received()[0]).toMatchObject({ payload: text("From an agent"), messageSeq: 2 });
  });

  test("that repeats a message gets the first one's answer, and that sends another under its number reason 28", async () => {
    const ann = await connect({ uid: "ann" });
    const first = await ann.request("send", toGroup("Once", { clientMsgNo: "same" }));
    const second = await ann.request("send", toGroup("Once", { clientMsgNo: "same" }));
    expect(second.result).toEqual(first.result);
    const header = { syncOnce: true };
    for (const other of [
      toGroup("Twice", { clientMsgNo: "same" }),
      toGroup("Once", { clientMsgNo: "same", header }),
    ])
      expect(await ann.request("send", other)).toMatchObject({
        result: { messageId: "0", messageSeq: 0, reasonCode: 28 },
      });
  });
});

describe("a connection is refused", () => {
  test.each<[string, Partial<ConnectOptions>]>([
    ["with another token", { token: "wrong" }],
    ["of an unknown user", { uid: "nobody" }],
    ["to an unknown inbox", { identifier: "unknown" }],
    ["of a flag without a token", { deviceFlag: 9 }],
  ])("%s", async (_, options) => {
    const client = await connect({ uid: "ann", ...options });
    expect(client.answer).toMatchObject({ error: { code: 2, data: { reasonCode: 2 } } });
    await client.closed;
  });

  test("with the token of another account's user of the same name", async () => {
    const other = await createSocketScene(stage.api, { uids: ["ann", "eve"] });
    const client = await connect({ uid: "eve", identifier: stage.scene.inbox.identifier });
    expect(client.answer.error.code).toBe(2);
    const abroad = await connectAs(stage.api, other, { uid: "eve" });
    stage.opened.push(abroad);
    const ann = await connect({ uid: "ann" });
    await ann.request("send", toGroup("At home"));
    const refused = await abroad.request("send", { ...toGroup("x"), channelId: "unknown" });
    expect(refused.result).toMatchObject({ reasonCode: 5 });
    expect(abroad.received()).toEqual([]);
  });
});

describe("a connection ends", () => {
  test("with reason 12 when a master of the same flag connects, also in another process", async () => {
    stage.scene = await createSocketScene(stage.api, { masters: [0] });
    const first = await connect({ uid: "ann", deviceFlag: 0, deviceId: "a" });
    const web = await connect({ uid: "ann", deviceFlag: 1, deviceId: "a" });
    await connect({ uid: "ann", deviceFlag: 0, deviceId: "b" });
    await first.closed;
    expect(first.frames.at(-1)).toMatchObject({ method: "disconnect", params: { reasonCode: 12 } });
    const newer = {
      accountId: stage.scene.tenant.accountId,
      inboxId: stage.scene.inbox.id,
      uid: "ann",
      deviceFlag: 1,
    };
    const told = { ...newer, isMaster: true, name: "1:c", connectionId: "elsewhere" };
    expect(stage.api.served.socket.receive(`wukongim-replace ${JSON.stringify(told)}`)).toBe(true);
    await web.closed;
  });

  test("when its token is set anew", async () => {
    const ann = await connect({ uid: "ann", deviceFlag: 1 });
    const token = { deviceLevel: 0, tokenHash: Buffer.alloc(32) };
    await stage.api.services.run(setDeviceToken, stage.scene.tenant.admin, {
      inboxId: stage.scene.inbox.id,
      uid: "ann",
      deviceFlag: 1,
      ...token,
    });
    await ann.closed;
    expect(ann.frames.at(-1)).toMatchObject({ method: "disconnect", params: { reasonCode: 2 } });
  });

  test("when the user leaves, only for the group: other messages are told", async () => {
    const ann = await connect({ uid: "ann" });
    await stage.api.services.run(removeMembers, stage.scene.tenant.admin, {
      conversation: { conversationId: stage.scene.conversationId },
      contactIds: [stage.scene.contactOf("ann")],
    });
    const bob = await connect({ uid: "bob" });
    await byAgent();
    await bob.until((received) => received.length >= 1);
    expect(await ann.request("send", toGroup("May I?"))).toMatchObject({ result: { reasonCode: 3 } });
    expect(ann.received()).toEqual([]);
  });
});

test("who is connected is known in other processes, and forgotten without a sign of them", async () => {
  const ann = await connect({ uid: "ann", deviceFlag: 1 });
  const { accountId } = stage.scene.tenant;
  expect(stage.api.served.socket.onlineDevices(accountId)).toEqual([
    { inboxId: stage.scene.inbox.id, uid: "ann", deviceFlag: 1, connections: 1 },
  ]);
  ann.close();
  expect(
    await waitUntil(() => stage.api.served.socket.onlineDevices(accountId).length === 0, {
      withinMs: 90_000,
    }),
  ).toBe(true);
});

test("what is not kept reaches who is connected, but not the device that sent it", async () => {
  const phone = await connect({ uid: "ann", deviceFlag: 0, deviceId: "phone" });
  const web = await connect({ uid: "ann", deviceFlag: 1, deviceId: "web" });
  const bob = await connect({ uid: "bob" });
  provideEphemeralEvents({
    type: () => {},
    renotify: () => {},
    remark: () => {},
    pass: (accountId, passing) => passingSignal().notify(accountId, passing),
  });
  const typing = { payload: { type: 99, cmd: "typing" }, header: { noPersist: true, syncOnce: true } };
  const { result } = await phone.request("send", { ...toGroup(""), ...typing });
  for (const client of [web, bob]) await client.until((received) => received.length === 1);
  expect(bob.received()).toMatchObject([
    {
      header: { noPersist: true, syncOnce: true, redDot: false },
      messageId: result.messageId,
      messageSeq: 0,
      fromUid: "ann",
      channelId: "g1",
      payload: typing.payload,
    },
  ]);
  await phone.request("ping");
  expect(phone.received()).toEqual([]);
});

test("an edited message is told as it is now", async () => {
  const ann = await connect({ uid: "ann" });
  const { result } = await byAgent();
  await ann.until((received) => received.length === 1);
  await stage.api.services.run(editMessage, stage.scene.tenant.admin, {
    messageId: result.message.id,
    content: "Better",
  });
  const told = () => ann.frames.find(({ method }) => method === "event");
  expect(await waitUntil(() => told() !== undefined, { withinMs: 90_000 })).toBe(true);
  expect(told().params).toMatchObject({ id: String(result.message.id), type: "messageChanged" });
  expect(JSON.parse(told().params.data)).toMatchObject({ payload: text("Better"), messageSeq: 1 });
});

test("a message in its undo window is told when that has ended", async () => {
  const ann = await connect({ uid: "ann" });
  const { run } = stage.api.services;
  const held = await run(sendMessage, stage.scene.tenant.admin, {
    conversation: { conversationId: stage.scene.conversationId },
    content: "Held",
    holdMs: 1_000,
  });
  await byAgent();
  await ann.until((received) => received.length === 1);
  const release = () =>
    run(releaseMessage, systemCaller(stage.scene.tenant.accountId), { messageId: held.result.message.id });
  expect(await waitUntil(async () => (await release()).result !== null, { withinMs: 90_000 })).toBe(true);
  await ann.until((received) => received.length === 2);
  expect(ann.received()).toMatchObject([
    { messageSeq: 1, payload: text("From an agent") },
    { messageSeq: 2, payload: text("Held") },
  ]);
});
