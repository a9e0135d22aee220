import { describe, expect, onTestFinished, test } from "vitest";
import type { Command } from "@/server/commands/_run/run";
import { sendCommandMessage } from "@/server/commands/messages/command-messages";
import { sendMessage } from "@/server/commands/messages/send-message";
import { addSystemUids } from "@/server/dialects/wukongim/commands/users";
import { waitUntil } from "@/server/lib/async/wait-until";
import { connectAs, openSecondFront } from "@/test/support/clients/wukongim-socket";
import { randomOf, SEED } from "@/test/support/scenes/property";
import { openSocketStage } from "@/test/support/scenes/socket-stage";

const stage = openSocketStage();
const { connect, toGroup } = stage;
const agentMessage = () => ({
  conversation: { conversationId: stage.scene.conversationId },
  content: "From an agent",
});
const byAgent = () => stage.api.services.run(sendMessage, stage.scene.tenant.admin, agentMessage());
/** An agent sends so many at one time. */
const sendSome: Command<number, void> = async (tx, count) => {
  for (let sent = 0; sent < count; sent++) await sendMessage(tx, agentMessage());
};

describe("a device that connects again", () => {
  test("gets every message once and in order, wherever it was cut and whatever it could not acknowledge", async () => {
    const random = randomOf(SEED);
    const total = 200;
    const bob = await connect({ uid: "bob" });
    await (await connect({ uid: "ann", deviceId: "phone" })).request("disconnect");
    const sending = (async () => {
      for (let sent = 0; sent < total; sent += 20) {
        await stage.api.services.run(sendSome, stage.scene.tenant.admin, 19);
        await bob.request("send", toGroup(`Message ${sent}`));
      }
    })();
    const seen = new Map<string, number>();
    for (let connections = 1; seen.size < total; connections++) {
      if (connections > 100) throw new Error(`got ${seen.size} of ${total}`);
      const ann = await connect({ uid: "ann", deviceId: "phone", acknowledges: () => random() < 0.6 });
      const wanted = 1 + Math.floor(random() * 60);
      await ann.until((received) => received.length >= Math.min(wanted, total - seen.size));
      ann.cut();
      const numbers = ann.received().map(({ messageSeq }) => messageSeq);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
      expect(new Set(numbers).size).toBe(numbers.length);
      for (const { messageId, messageSeq } of ann.received()) seen.set(messageId, messageSeq);
    }
    await sending;
    expect([...seen.values()].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: total }, (_, i) => i + 1),
    );
  });

  test("gets nothing that it acknowledged, and its messages are delivered", async () => {
    const ann = await connect({ uid: "ann", deviceId: "phone" });
    const bob = await connect({ uid: "bob", deviceId: "phone" });
    const { result } = await byAgent();
    await ann.until((received) => received.length === 1);
    await bob.until((received) => received.length === 1);
    const status = async () =>
      (
        await stage.api.world.database.query<{ status: string }>("select status from message where id = $1", [
          result.message.id,
        ])
      )[0];
    expect(await waitUntil(async () => (await status())?.status === "delivered", { withinMs: 10_000 })).toBe(
      true,
    );
    ann.cut();
    const again = await connect({ uid: "ann", deviceId: "phone" });
    await byAgent();
    await again.until((received) => received.length >= 1);
    expect(again.received()).toMatchObject([{ messageSeq: 2 }]);
  });

  test("for the first time begins with what comes from then on, and gets command messages that wait", async () => {
    await byAgent();
    await stage.api.services.run(sendCommandMessage, stage.scene.tenant.admin, {
      conversation: { conversationId: stage.scene.conversationId },
      content: "Reload",
    });
    const ann = await connect({ uid: "ann", deviceFlag: 0, deviceId: "new" });
    await byAgent();
    await ann.until((received) => received.length === 2);
    expect(ann.received()).toMatchObject([
      { header: { syncOnce: true }, messageSeq: 1, payload: { type: 99 } },
      { header: { syncOnce: false }, messageSeq: 2 },
    ]);
  });
});

describe("command messages", () => {
  test("reach every device at once, and one that has acknowledged them not again", async () => {
    const ann = await connect({ uid: "ann", deviceId: "phone" });
    const bob = await connect({ uid: "bob", deviceId: "web" });
    const command = { channelId: "g1", channelType: 2, payload: { type: 99, cmd: "typing" } };
    await bob.request("send", { ...command, header: { syncOnce: true } });
    await ann.until((received) => received.length === 1);
    expect(ann.received()).toMatchObject([
      { header: { syncOnce: true, redDot: false }, channelId: "g1", payload: { type: 99, cmd: "typing" } },
    ]);
    // What is acknowledged is saved a little later.
    const isSaved = async () =>
      (
        await stage.api.world.database.query(
          "select 1 from connected_device where account_id = $1 and name like '%phone%' and command_number = 1",
          [stage.scene.tenant.accountId],
        )
      ).length === 1;
    expect(await waitUntil(isSaved, { withinMs: 90_000 })).toBe(true);
    ann.close();
    await ann.closed;
    const again = await connect({ uid: "ann", deviceId: "phone" });
    await bob.request("send", { ...command, header: { syncOnce: true } });
    await again.until((received) => received.length === 1);
    expect(again.received()).toMatchObject([{ messageSeq: 2 }]);
  });
});

test("a device that stays connected gets what could not be read when it was told", async () => {
  const { database } = stage.api.services;
  let failures = 0;
  let isFailing = false;
  const front = await openSecondFront(stage.api, {
    query: (sql, ...of) => {
      if (!isFailing || !JSON.stringify(sql).includes("history_number is not null"))
        return database.query(sql, ...of);
      failures += 1;
      return Promise.reject(new Error("the connection was lost"));
    },
  });
  onTestFinished(front.close);
  const ann = await connectAs(front, stage.scene, { uid: "ann" });
  isFailing = true;
  await byAgent();
  expect(await waitUntil(() => failures > 0, { withinMs: 90_000 })).toBe(true);
  isFailing = false;
  await ann.until((received) => received.length === 1);
  ann.close();
});

test("what a device has not acknowledged is bounded: the rest follows its acknowledgements", async () => {
  const held: { messageId: string }[] = [];
  const ann = await connect({ uid: "ann", acknowledges: (frame) => held.push(frame) < 0 });
  const bob = await connect({ uid: "bob" });
  const content = "x".repeat(60_000);
  for (let sent = 0; sent < 40; sent++) await bob.request("send", toGroup(content));
  // On a slow machine some come again before they are acknowledged.
  const count = (received: { messageId: string }[]) =>
    new Set(received.map(({ messageId }) => messageId)).size;
  await ann.until((received) => count(received) >= 30);
  expect(count(ann.received())).toBeLessThan(40);
  ann.notify("recvack", { messageId: held.at(-1)?.messageId });
  await ann.until((received) => count(received) === 40);
});

test("a customer's device ends when the account puts its user on its own side, and connects again there", async () => {
  const { services } = stage.api;
  const ann = await connect({ uid: "ann" });
  const added = { inboxId: stage.scene.inbox.id, uids: ["ann"] };
  await services.run(addSystemUids, stage.scene.tenant.admin, added);
  await ann.closed;
  const reason = expect.stringContaining("account's side");
  expect(ann.frames.at(-1)).toMatchObject({ method: "disconnect", params: { reason } });
  const again = await connect({ uid: "ann" });
  expect(await again.request("ping", {})).toMatchObject({ result: {} });
});
