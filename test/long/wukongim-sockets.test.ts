import { expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Member, startMembers } from "@/test/guarantees/processes/cluster/members";
import { clientOf } from "@/test/support/clients/api";
import { decoded, textPayload, wukongimClient } from "@/test/support/clients/wukongim";
import {
  connectAs,
  createSocketScene,
  type EasyClient,
  openWukongimSockets,
  tokenOf,
} from "@/test/support/clients/wukongim-socket";
import { createTestDatabase } from "@/test/support/database/database";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const MEMBERS = ["ann", "bob", "eve"];
const CHANNEL = { channel_id: "g1", channel_type: 2 };

test("after kill -9 every message that was answered is in every member's history and on every device", async () => {
  const { url } = await createTestDatabase();
  const env = { DATABASE_URL: url, ADMIN_API_TOKEN: TOKEN, SEED: "empty" };
  const [member] = await startMembers({ webs: 1, workers: 0, env });
  if (!member) throw new Error("no process was started");
  const scene = await begin(member);
  const sent: string[] = [];
  for (let round = 1; round <= 3; round++) {
    const ann = await connectAs(member, scene, { uid: "ann", deviceId: "phone", acknowledges: () => false });
    const killing = Promise.all([byHttp(member, sent), bySocket(ann, sent), byAgent(member, sent)]);
    await waitUntil(() => sent.length >= round * 30, { withinMs: 60_000 });
    await member.kill();
    await killing;
    await member.restart();
  }
  for (const uid of MEMBERS) expect(await historyOf(member, uid)).toEqual(expect.arrayContaining(sent));
  const ann = await connectAs(member, scene, { uid: "ann", deviceId: "phone" });
  const contents = () => ann.received().map(({ payload }) => payload.content);
  await ann.until(() =>
    sent.filter((content) => !content.startsWith("By ann")).every((one) => contents().includes(one)),
  );
  ann.close();
}, 300_000);

type Scene = Parameters<typeof connectAs>[1];

/** Creates the inbox, the group and the tokens over HTTP. */
async function begin(member: Member): Promise<Scene> {
  const api = clientOf(member, TOKEN);
  const inbox = (await api.post("/v1/inboxes", { name: "App", channel: "wukongim" })).body;
  const backend = wukongimClient(member, TOKEN);
  for (const uid of MEMBERS)
    await backend.post("/user/token", { uid, token: tokenOf(uid), device_flag: 2, device_level: 0 });
  await backend.post("/channel", { ...CHANNEL, subscribers: MEMBERS });
  const { body } = await api.get(`/v1/conversations?inboxId=${inbox.id}`);
  const { id: conversationId, displayId } = body.data[0];
  displayIds.set(member, displayId);
  return { inbox, groupId: "g1", conversationId, contactOf: () => 0, tenant: NOBODY };
}

const displayIds = new WeakMap<Member, number>();
const NOBODY = {} as Scene["tenant"]; // nothing is done in its name

/** Sends until the process is gone; `sent` gets what was answered. */
async function repeat(
  name: string,
  sent: string[],
  send: (content: string) => Promise<boolean>,
): Promise<void> {
  for (let count = 1; ; count++) {
    const content = `${name} ${sent.length}.${count}`;
    const isAnswered = await send(content).catch(() => false);
    if (!isAnswered) return;
    sent.push(content);
  }
}

const byHttp = (member: Member, sent: string[]) =>
  repeat("By HTTP", sent, async (content) => {
    const message = { ...CHANNEL, from_uid: "bob", payload: textPayload(content) };
    return (await wukongimClient(member, TOKEN).post("/message/send", message)).status === 200;
  });

const bySocket = (client: EasyClient, sent: string[]) =>
  repeat("By ann", sent, async (content) => {
    const message = { channelId: "g1", channelType: 2, payload: { type: 1, content } };
    const frame = await Promise.race([client.request("send", message), client.closed]);
    return frame.result?.reasonCode === 1;
  });

const byAgent = (member: Member, sent: string[]) =>
  repeat("By an agent", sent, async (content) => {
    const path = `/v1/conversations/${displayIds.get(member)}/messages`;
    return (await clientOf(member, TOKEN).post(path, { content })).status < 300;
  });

async function historyOf(member: Member, uid: string): Promise<string[]> {
  const query = { ...CHANNEL, login_uid: uid, pull_mode: 1, limit: 10_000 };
  const { body } = await wukongimClient(member, TOKEN).post("/channel/messagesync", query);
  return body.messages.map(({ payload }: { payload: string }) => Object(decoded(payload)).content);
}

test("a thousand devices of a group receive every message once", async () => {
  const api = await openWukongimSockets();
  const uids = Array.from({ length: 200 }, (_, nth) => `user-${nth}`);
  const scene = await createSocketScene(api, { uids });
  const clients: EasyClient[] = [];
  for (const uid of uids)
    clients.push(
      ...(await Promise.all(
        Array.from({ length: 5 }, (_, nth) =>
          connectAs(api, scene, { uid, deviceFlag: 1, deviceId: `device-${nth}` }),
        ),
      )),
    );
  expect(api.served.socket.size()).toBe(1_000);
  const [first] = clients;
  for (let sent = 1; sent <= 10; sent++)
    await first?.request("send", {
      channelId: "g1",
      channelType: 2,
      payload: { type: 1, content: `${sent}` },
    });
  for (const client of clients.slice(1)) {
    await client.until((received) => received.length >= 10);
    expect(client.received().map(({ messageSeq }) => messageSeq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  }
  for (const client of clients) client.close();
  await api.close();
}, 300_000);
