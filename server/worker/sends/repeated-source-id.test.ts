import { afterAll, beforeAll, expect, test } from "vitest";
import { retryMessage } from "@/server/commands/messages/retry-message";
import { recordReceipts } from "@/server/commands/receipts/record-receipts";
import { openSendScene, type SendScene } from "@/test/support/scenes/send-scene";

let scene: SendScene;
beforeAll(async () => {
  scene = await openSendScene();
});
afterAll(() => scene.close());

test("an attempt with the id of an earlier one, as all attempts of a mail have it, is sent, and later reports are about it", async () => {
  const receiver = await scene.receiver();
  receiver.answer = ({ answer }) =>
    answer.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ sourceId: "p-1" }));
  const stage = await scene.stage(receiver, { autoRetry: false });
  const worker = scene.worker();
  const id = await scene.reply(stage, "Hello?");
  await worker.turn();
  const report = async (error: string) => {
    scene.pass(60_000);
    const receipt = { inboxId: stage.inbox.id, sourceId: "p-1", signal: "failed" as const, error };
    await stage.run(recordReceipts, { receipts: [receipt] });
  };
  await report("the mailbox is full");
  expect(await scene.message(stage, id)).toMatchObject({ status: "failed", attempt: 1, sourceId: "p-1" });

  scene.pass(60_000);
  await stage.run(retryMessage, { messageId: id });
  await worker.turn();
  expect(await scene.message(stage, id)).toMatchObject({ status: "sent", attempt: 2, sourceId: "p-1" });
  await report("it is full still");
  expect(await scene.message(stage, id)).toMatchObject({
    status: "failed",
    attempt: 2,
    externalError: "it is full still",
  });
});
