import { expect, test } from "vitest";
import { waitUntil } from "@/server/lib/async/wait-until";
import { type Member, startMembers } from "@/test/guarantees/processes/cluster/members";
import { clientOf } from "@/test/support/clients/api";
import { wukongimClient } from "@/test/support/clients/wukongim";
import { connectSdk, type SdkApp, until } from "@/test/support/clients/wukongim-sdk";
import { tokenOf } from "@/test/support/clients/wukongim-socket";
import { createTestDatabase } from "@/test/support/database/database";

const TOKEN = "a-token-of-an-administrator-of-these-tests";
const CHANNEL = { channel_id: "g1", channel_type: 2 };
const UIDS = ["ann", "bob", "eve"];
const KILLS = 3;
/** The number of the first text: the group's own system message comes before it. */
const FIRST = 2;

const textsOf = ({ received }: SdkApp) => received.map(({ content }) => content.text ?? "");

test("across kill -9 the SDK's messages are stored once, and each app gets each message in order", async () => {
  const { url } = await createTestDatabase();
  const env = { DATABASE_URL: url, ADMIN_API_TOKEN: TOKEN, SEED: "empty" };
  const [member] = await startMembers({ webs: 1, workers: 0, env });
  if (!member) throw new Error("no process was started");
  const scene = await begin(member);
  const apps = await Promise.all(UIDS.map((uid) => connectSdk(member, scene, { uid })));
  const [ann, bob, eve] = apps;
  if (!ann || !bob || !eve) throw new Error("no apps");
  const sent: string[] = [];
  for (let round = 0; round < KILLS; round++) {
    await until(() => apps.every((app) => app.isConnected()));
    const before = ann.answers.size;
    const ended = sendUntilCut(ann, `Round ${round}`, sent);
    await waitUntil(() => ann.answers.size >= before + 30, { withinMs: 60_000 });
    await member.kill();
    await ended;
    await member.restart();
  }
  await until(
    () => ann.answers.size === sent.length,
    () => `${ann.answers.size} of ${sent.length} answers`,
  );
  expect([...ann.answers.values()].flat().filter((reason) => reason !== 1)).toEqual([]);
  for (const app of [bob, eve]) {
    await until(() => new Set(textsOf(app)).size === sent.length);
    const once = [...new Map(app.received.map((one) => [one.messageID, one.content.text])).values()];
    expect(once).toHaveLength(sent.length);
    expect(once.toSorted()).toEqual(sent.toSorted());
    const numbers = [...new Set(app.received.map(({ messageSeq }) => messageSeq))];
    expect(numbers).toEqual(sent.map((_, i) => FIRST + i));
  }
  expect(await historyOf(member)).toEqual(sent.toSorted());
  for (const app of apps) app.close();
}, 300_000);

/** Creates the inbox, the group and the tokens over HTTP. */
async function begin(member: Member) {
  const inbox = (await clientOf(member, TOKEN).post("/v1/inboxes", { name: "App", channel: "wukongim" }))
    .body;
  const backend = wukongimClient(member, TOKEN);
  for (const uid of UIDS)
    await backend.post("/user/token", { uid, token: tokenOf(uid), device_flag: 1, device_level: 0 });
  await backend.post("/channel", { ...CHANNEL, subscribers: UIDS });
  return { inbox, groupId: "g1" };
}

/** Sends one message after the other, until the connection is cut; the last ones wait for the next connection. */
async function sendUntilCut(app: SdkApp, name: string, sent: string[]): Promise<void> {
  for (let count = 1; app.isConnected(); count++) {
    const text = `${name}: ${count}`;
    sent.push(text);
    const { clientSeq } = await app.send(text);
    await waitUntil(() => app.answers.has(clientSeq) || !app.isConnected(), { withinMs: 60_000 });
  }
}

/** The texts of the apps, without the group's own system message. */
async function historyOf(member: Member): Promise<string[]> {
  const query = { ...CHANNEL, login_uid: "bob", pull_mode: 1, limit: 10_000 };
  const { body } = await wukongimClient(member, TOKEN).post("/channel/messagesync", query);
  return body.messages
    .map(({ payload }: { payload: string }) => JSON.parse(Buffer.from(payload, "base64").toString()))
    .filter(({ type }: { type: number }) => type === 1)
    .map(({ content }: { content: string }) => content)
    .toSorted();
}
