import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import {
  connectSdk,
  createSdkApp,
  type SdkApp,
  type SdkOptions,
  until,
} from "@/test/support/clients/wukongim-sdk";
import {
  connectAs,
  createSocketScene,
  openWukongimSockets,
  type SocketScene,
} from "@/test/support/clients/wukongim-socket";

let api: Awaited<ReturnType<typeof openWukongimSockets>>;
let scene: SocketScene;
let apps: SdkApp[] = [];

beforeAll(async () => {
  api = await openWukongimSockets();
});
beforeEach(async () => {
  scene = await createSocketScene(api);
});
afterEach(() => {
  for (const app of apps) app.close();
  apps = [];
});
afterAll(() => api.close());

async function connect(options: SdkOptions): Promise<SdkApp> {
  const app = await connectSdk(api, scene, options);
  apps.push(app);
  return app;
}
const byAgent = (content: string) =>
  api.services.run(sendMessage, scene.tenant.admin, {
    conversation: { conversationId: scene.conversationId },
    content,
  });
const devicesOf = (uid: string) =>
  api.world.database.query<{ name: string; positions: number }>(
    `select d.name, count(p.*)::int as positions from connected_device d
       left join device_position p on p.account_id = d.account_id and p.device_id = d.id
      where d.account_id = $1 and d.contact_id = $2 group by d.name`,
    [scene.tenant.accountId, scene.contactOf(uid)],
  );
const texts = ({ received }: SdkApp) => received.map(({ content }) => content.text);

describe("the JavaScript SDK", () => {
  test("connects, sends, receives and acknowledges", async () => {
    const ann = await connect({ uid: "ann" });
    const bob = await connect({ uid: "bob" });
    const { clientSeq } = await ann.send("Hello 你好 👋");
    await until(() => ann.answers.has(clientSeq));
    expect(ann.answers.get(clientSeq)).toEqual([1]);
    await until(() => bob.received.length === 1);
    expect(bob.received[0]).toMatchObject({
      messageID: expect.stringMatching(/^\d+$/),
      messageSeq: 1,
      fromUID: "ann",
      channel: { channelID: "g1", channelType: 2 },
      header: { reddot: true, dup: false, noPersist: false, syncOnce: false },
      content: { text: "Hello 你好 👋", contentType: 1 },
    });
    await byAgent("From an agent");
    await until(() => ann.received.length === 1 && bob.received.length === 2);
    expect(texts(ann)).toEqual(["From an agent"]);
  });

  test("is refused with another token, and does not try again", async () => {
    const app = createSdkApp(api, scene, { uid: "ann", token: "wrong" });
    apps.push(app);
    app.sdk.connect();
    await until(() => app.reasons.length > 0);
    expect(app.reasons[0]).toBe(2);
    expect(app.sdk.connectManager.needReconnect).toBe(false);
  });

  test("talks with clients of JSON-RPC", async () => {
    const ann = await connect({ uid: "ann" });
    const bob = await connectAs(api, scene, { uid: "bob" });
    await ann.send("From the SDK");
    await bob.until((received) => received.length === 1);
    expect(bob.received()[0]).toMatchObject({
      payload: { type: 1, content: "From the SDK" },
      fromUid: "ann",
    });
    await bob.request("send", { channelId: "g1", channelType: 2, payload: { type: 1, content: "Back" } });
    await until(() => ann.received.length === 1);
    expect(texts(ann)).toEqual(["Back"]);
    bob.close();
  });

  test("gets each message once and in order across cuts, and leaves one device behind", async () => {
    const bob = await connect({ uid: "bob" });
    const ann = await connect({ uid: "ann" });
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 10; i++) await byAgent(`${round} ${i}`);
      if (round < 2) {
        await until(() => bob.received.length > round * 10);
        bob.cut();
      }
    }
    await until(
      () => bob.received.length >= 30 && ann.received.length >= 30,
      () => `${texts(bob)}`,
    );
    const all = Array.from({ length: 30 }, (_, i) => `${Math.floor(i / 10)} ${i % 10}`);
    expect([...new Set(texts(bob))]).toEqual(all);
    expect(texts(ann)).toEqual(all);
    expect(await devicesOf("bob")).toEqual([{ name: "1:", positions: 1 }]);
  });

  test("is one device without a name in its address, and with one another", async () => {
    await connect({ uid: "ann" });
    await connect({ uid: "ann", device: "a tab" });
    const names = (await devicesOf("ann")).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["1:", "1:a tab"]);
  });

  test("sends again what was not answered, and it is stored once", async () => {
    const ann = await connect({ uid: "ann" });
    const bob = await connect({ uid: "bob" });
    const sent: number[] = [];
    for (let i = 0; i < 150; i++) {
      sent.push((await ann.send(`Message ${i}`)).clientSeq);
      if (i === 60) ann.cut();
    }
    await until(
      () => sent.every((seq) => ann.answers.has(seq)),
      () => `${ann.answers.size} answers`,
    );
    expect([...ann.answers.values()].every((reasons) => reasons.every((reason) => reason === 1))).toBe(true);
    await until(() => bob.received.length >= 150);
    expect(new Set(texts(bob)).size).toBe(150);
    expect(bob.received.length).toBe(150);
  }, 60_000);
});
