import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createToken } from "@/server/commands/credentials/tokens";
import { sendMessage } from "@/server/commands/messages/send-message";
import { deviceSignal } from "@/server/dialects/wukongim/socket/devices/device-book";
import { waitUntil } from "@/server/lib/async/wait-until";
import { decoded, textPayload, type WukongimClient, wukongimClient } from "@/test/support/clients/wukongim";
import {
  connectAs,
  createSocketScene,
  type EasyClient,
  openSecondFront,
  openWukongimSockets,
  type SocketScene,
} from "@/test/support/clients/wukongim-socket";

let api: Awaited<ReturnType<typeof openWukongimSockets>>;
let second: Awaited<ReturnType<typeof openSecondFront>>;
let scene: SocketScene;
let token: string;
const opened: EasyClient[] = [];
beforeAll(async () => {
  api = await openWukongimSockets();
  second = await openSecondFront(api);
});
beforeEach(async () => {
  scene = await createSocketScene(api, { masters: [0] });
  token = `backend of ${scene.tenant.accountId}, and long enough`;
  await api.services.run(createToken, scene.tenant.admin, { name: "Backend", secret: token, scopes: [] });
});
afterEach(() => {
  for (const client of opened.splice(0)) client.close();
});
afterAll(async () => {
  await second.close();
  await api.close();
});

const connect = async (process: { url: string }, options: Parameters<typeof connectAs>[2]) => {
  const client = await connectAs(process, scene, options);
  opened.push(client);
  return client;
};
const until = async (is: () => boolean) => expect(await waitUntil(is, { withinMs: 90_000 })).toBe(true);
const historyOf = async (client: WukongimClient, uid: string): Promise<unknown[]> => {
  const channel = { channel_id: "g1", channel_type: 2, login_uid: uid };
  const { body } = await client.post("/channel/messagesync", { ...channel, pull_mode: 1 });
  return body.messages.map(({ payload }: { payload: string }) => decoded(payload));
};

test("a message sent by HTTP, by WebSocket and by an agent is in every member's history in another process", async () => {
  const ann = await connect(api, { uid: "ann", deviceId: "phone" });
  const bob = await connect(second, { uid: "bob", deviceId: "phone" });
  const channel = { channel_id: "g1", channel_type: 2 };
  const backend = wukongimClient(api, token);
  await backend.post("/message/send", { ...channel, from_uid: "ann", payload: textPayload("By HTTP") });
  const payload = { type: 1, content: "By WebSocket" };
  await ann.request("send", { channelId: "g1", channelType: 2, payload });
  await api.services.run(sendMessage, scene.tenant.admin, {
    conversation: { conversationId: scene.conversationId },
    content: "By an agent",
  });
  const all = ["By HTTP", "By WebSocket", "By an agent"].map((content) => ({ type: 1, content }));
  await bob.until((received) => received.length === 3);
  expect(bob.received().map((one) => one.payload)).toEqual(all);
  const other = wukongimClient(second, token);
  for (const uid of ["ann", "bob"]) expect(await historyOf(other, uid)).toEqual(all);
});

test("a device that moves to another process gets what it has not acknowledged, and its old connection ends", async () => {
  const first = await connect(api, {
    uid: "ann",
    deviceFlag: 0,
    deviceId: "phone",
    acknowledges: () => false,
  });
  await api.services.run(sendMessage, scene.tenant.admin, {
    conversation: { conversationId: scene.conversationId },
    content: "Not acknowledged",
  });
  await first.until((received) => received.length === 1);
  const moved = await connect(second, { uid: "ann", deviceFlag: 0, deviceId: "phone" });
  await moved.until((received) => received.length === 1);
  expect(moved.received()[0].messageId).toBe(first.received()[0].messageId);
  await first.closed;
  expect(first.frames.at(-1)).toMatchObject({ method: "disconnect", params: { reasonCode: 12 } });
});

test("who is online is known in every process, and each change is told once", async () => {
  const { accountId } = scene.tenant;
  const changes: unknown[] = [];
  const unsubscribe = deviceSignal().listen(accountId, ({ uid, deviceFlag, isOnline, ofFlag, ofUser }) => {
    changes.push([uid, deviceFlag, isOnline, ofFlag, ofUser]);
  });
  const phone = await connect(api, { uid: "ann", deviceFlag: 0, deviceId: "phone" });
  await connect(second, { uid: "ann", deviceFlag: 1, deviceId: "web" });
  const { body } = await wukongimClient(api, token).post("/user/onlinestatus", ["ann", "bob"]);
  expect(
    body.toSorted((a: { device_flag: number }, b: { device_flag: number }) => a.device_flag - b.device_flag),
  ).toEqual([
    { uid: "ann", device_flag: 0, online: 1 },
    { uid: "ann", device_flag: 1, online: 1 },
  ]);
  phone.close();
  await until(() => second.socket.onlineDevices(accountId).length === 1);
  unsubscribe();
  expect(changes).toEqual([
    ["ann", 0, true, 1, 1],
    ["ann", 1, true, 1, 2],
    ["ann", 0, false, 0, 1],
  ]);
});

test("the address of the WebSocket is that of the inbox", async () => {
  const { body } = await wukongimClient(second, token).get("/route?uid=ann");
  expect(body).toEqual({
    tcp_addr: "",
    ws_addr: `${second.url.replace("http", "ws")}/wukongim/ws?inbox=${scene.inbox.identifier}`,
    wss_addr: "",
  });
});
