import { afterAll, beforeAll, expect, test } from "vitest";
import { changeStatus, markSpam } from "@/server/commands/conversations/change-status";
import { undoChanges } from "@/server/commands/conversations/undo-changes";
import { addNote } from "@/server/commands/messages/notes";
import { receiveMessage } from "@/server/commands/messages/receive-message";
import { sendMessage } from "@/server/commands/messages/send-message";
import { labelConversation } from "@/server/commands/organising/labels";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Receiver, Taken } from "@/test/support/clients/receiver";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";
import { freescout } from "./webhook-format";
import { typesOf, type WebhookEvent } from "./webhooks";

let scene: WebhookScene;
beforeAll(async () => {
  provideWebhookFormats([freescout]);
  scene = await openWebhookScene();
  scene.start();
});
afterAll(() => scene.close());

const nameOf = ({ headers }: Taken) => headers["x-freescout-event"];
const names = ({ taken }: Receiver) => taken.map(nameOf);
const conversation = (stage: Stage) => ({ conversationId: stage.conversation.id });

/** A stage with a receiver that subscribes to these. */
async function open(...events: WebhookEvent[]) {
  const stage = await scene.stage();
  await scene.pass(1_000); // the stage's own conversation is older than the following events
  const receiver = await scene.receiver();
  const subscription = { format: "freescout", types: typesOf(events) } as const;
  return { stage, receiver, ...(await scene.endpoint(stage, receiver, subscription)) };
}

test("a subscription to customers' replies receives no agents' replies, and the other way round", async () => {
  const [reply, answer] = ["convo.customer.reply.created", "convo.agent.reply.created"] as const;
  const { stage, receiver } = await open(reply, answer);
  const [theirs, ours] = [await scene.receiver(), await scene.receiver()];
  await scene.endpoint(stage, theirs, { format: "freescout", types: typesOf([reply]) });
  await scene.endpoint(stage, ours, { format: "freescout", types: typesOf([answer]) });
  await stage.run(receiveMessage, { conversation: conversation(stage), content: "Where is it?" });
  await stage.run(sendMessage, { conversation: conversation(stage), content: "On its way" });
  await scene.pass();
  await scene.until(() => receiver.taken.length === 2);
  await scene.until(() => theirs.taken.length > 0 && ours.taken.length > 0);
  expect([names(theirs), names(ours)]).toEqual([[reply], [answer]]);
});

test("every change of FreeScout's status is sent once, also where it is a label in Tickline", async () => {
  const { stage, receiver } = await open("convo.status", "convo.note.created");
  const perform = async (work: () => Promise<{ operationId: string }>) => {
    const { operationId } = await work();
    await scene.pass();
    return operationId;
  };
  const of = { conversation: conversation(stage) };
  const marked = await perform(() => stage.run(markSpam, of)); // open → spam
  await perform(() => stage.run(undoChanges, { ...of, operationId: marked })); // spam → active
  await perform(() => stage.run(changeStatus, { ...of, signal: "resolve" })); // active → closed
  await perform(() => stage.run(labelConversation, { ...of, add: ["late"] })); // no status
  await perform(() => stage.run(markSpam, of)); // closed → spam
  await perform(() => stage.run(labelConversation, { ...of, remove: ["spam"] })); // spam → closed
  await perform(() => stage.run(changeStatus, { ...of, signal: "reopen" })); // closed → active
  const statuses = () => receiver.taken.filter((one) => nameOf(one) === "convo.status");
  await scene.until(() => statuses().length >= 6);
  await stage.run(addNote, { ...of, content: "The end" });
  await scene.pass();
  await scene.until(() => names(receiver).includes("convo.note.created"));
  expect(
    statuses()
      .map(({ json }) => String(json.status))
      .sort(),
  ).toEqual(["active", "active", "closed", "closed", "spam", "spam"]);
});
