import { afterAll, beforeAll, expect, test } from "vitest";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { retryDueMessages } from "@/server/worker/jobs/message-jobs";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterAll(() => scene.close());

const MINUTE_MS = 60_000;

test("a message that was typed on the phone and failed there is sent by a person's retry only, once", async () => {
  const { database, run, clock } = scene.world;
  const receiver = await scene.receiver();
  receiver.answer = ({ answer }) => answer.writeHead(200).end();
  const stage = await scene.stage(receiver);
  const worker = scene.worker();
  const later = async () => {
    scene.pass(MINUTE_MS);
    const log = { error: (entry: unknown) => expect(entry).toBeNull() };
    await retryDueMessages({ database, run, now: () => clock.now, log });
    await worker.turn();
  };
  const conversation = { conversationId: stage.conversation.id };
  const typed = { conversation, content: "Typed on the phone", sourceId: "WAID:3EB0", hasLeft: true };
  const { id: messageId } = (await stage.run(sendMessage, typed)).result.message;
  const tries = async () =>
    (await database.query("select 1 from send_try where message_id = $1", [messageId])).length;
  const error = "(#131016) Service temporarily unavailable";
  await stage.run(recordReceipts, { receipts: [{ messageId, signal: "failed", error }] });
  const { notRetried, receipts } = await scene.timeline(stage, messageId);
  expect(notRetried).toBe("own_retries");
  expect(receipts).toHaveLength(1);
  await later();
  expect(await tries()).toBe(0);

  await Promise.allSettled([1, 2, 3].map(() => stage.run(retryMessage, { messageId })));
  await later();
  await later();
  expect(await tries()).toBe(1);
  const [row] = await database.query("select status, attempt from message where id = $1", [messageId]);
  expect(row).toEqual({ status: "sent", attempt: 2 });
});
