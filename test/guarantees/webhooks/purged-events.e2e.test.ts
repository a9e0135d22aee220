import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRun, type Run } from "@/server/commands/_run/run";
import { createContact } from "@/server/commands/contacts/save-contact";
import { createConversation } from "@/server/commands/conversations/create-conversation";
import { advanceDeletion } from "@/server/commands/deletions/advance-deletion";
import { deleteConversation } from "@/server/commands/deletions/delete-directly";
import { editMessage } from "@/server/commands/messages/edit-message";
import { forwardAsNote } from "@/server/commands/messages/notes";
import { sendMessage } from "@/server/commands/messages/send-message";
import { systemCaller } from "@/server/contract/_shared/caller";
import type { Posted } from "@/server/lib/outbound/post";
import type { Database } from "@/server/store/_postgres/db";
import { listTries } from "@/server/store/webhooks/delivery-tries";
import { fanOutDeliveries } from "@/server/store/webhooks/fan-out-deliveries";
import { settleDeliveries } from "@/server/store/webhooks/settle-deliveries";
import { settle } from "@/server/worker/webhooks/settle";
import type { Stage } from "@/test/guarantees/laws/stage";
import { pauseCommits, untilBlocked } from "@/test/support/database/paused-commits";
import { confirm } from "@/test/support/scenes/deleting";
import { openWebhookScene, type WebhookScene } from "@/test/support/scenes/webhook-scene";

let scene: WebhookScene;
beforeAll(async () => {
  scene = await openWebhookScene();
});
afterAll(() => scene.close());

const SECRET = "Perlhuhn";

/** Makes a change with an event, and returns a permanent deletion of its subject. */
type Doomed = (stage: Stage) => Promise<(run: Run) => Promise<unknown>>;

const DOOMED: Record<string, Doomed> = {
  "a conversation": async (stage) => {
    const conversation = { conversationId: stage.conversation.id };
    await stage.run(sendMessage, { conversation, content: SECRET });
    return (run) => run(deleteConversation, stage.admin, { conversation });
  },
  "a note's source": async (stage) => {
    const { contact } = (await stage.run(createContact, { name: "Ming" })).result;
    const fields = { inboxId: stage.inbox.id, contactId: contact.id, startedBy: "other" } as const;
    const { conversation: place } = (await stage.run(createConversation, fields)).result;
    const to = { conversationId: place.id };
    const { message } = (await stage.run(forwardAsNote, { messageId: stage.incoming.id, to })).result;
    await stage.run(editMessage, { messageId: message.id, content: SECRET });
    const conversation = { conversationId: stage.conversation.id };
    return (run) => run(deleteConversation, stage.admin, { conversation });
  },
  "a contact": async (stage) => {
    const { contact } = (await stage.run(createContact, { name: SECRET })).result;
    return async (run) => {
      const { id: deletionId } = await confirm(stage, { contactId: contact.id });
      await run(advanceDeletion, systemCaller(stage.accountId), { deletionId });
    };
  },
};

const ANSWERS: Record<string, Posted> = {
  "an answer": {
    answered: true,
    status: 500,
    retryAfter: null,
    excerpt: `Cannot take ${SECRET}`,
    durationMs: 5,
    address: "127.0.0.1",
  },
  "an error": {
    answered: false,
    wasConnected: true,
    fault: "network",
    message: `Parse Error: ${SECRET}`,
    durationMs: 5,
    address: "127.0.0.1",
  },
};

const cases = Object.keys(DOOMED).flatMap((doomed) =>
  Object.keys(ANSWERS).map((answer) => [doomed, answer] as const),
);

/** A try to be written, the deletion, and a reading of the stored try. */
async function triedOne(doomed: string, answer: string) {
  const { database, clock } = scene.world;
  const stage = await scene.stage();
  const { endpointId } = await scene.endpoint(stage, { url: "http://127.0.0.1:59999/" });
  const deletePermanently = await DOOMED[doomed]?.(stage);
  const posted = ANSWERS[answer];
  if (!deletePermanently || !posted) throw new Error("name a case");
  await scene.pass();
  const { claimed } = await fanOutDeliveries(database, { now: clock.now, inFlight: new Map(), room: 100 });
  const mine = claimed.find((one) => one.endpointId === endpointId && one.text?.includes(SECRET));
  if (!mine) throw new Error("no delivery of the event");
  const settled = [settle(mine, posted, { at: clock.now, random: 0.5 })];
  return {
    write: (by: Database) => settleDeliveries(by, { settled, now: clock.now }),
    deletePermanently: (by: Database) =>
      deletePermanently(createRun({ database: by, now: () => clock.now, onCommitted: () => {} })),
    kept: () => listTries(database, stage.accountId, mine.id),
  };
}

describe.each(cases)(
  "of a permanent deletion of %s and a try with %s, nothing of the answer is kept",
  (doomed, answer) => {
    test("when the deletion begins while the try is being written", async () => {
      const { database } = scene.world;
      const one = await triedOne(doomed, answer);
      const paused = pauseCommits(database);
      const written = one.write(paused.database);
      await paused.isReached;
      const deleted = one.deletePermanently(database);
      await untilBlocked(database).finally(paused.resume);
      await Promise.all([written, deleted]);
      expect(await one.kept()).toMatchObject([{ number: 1, excerpt: null, message: null }]);
    });

    test("when the try is written before the deletion commits", async () => {
      const { database } = scene.world;
      const one = await triedOne(doomed, answer);
      const paused = pauseCommits(database);
      const deleted = one.deletePermanently(paused.database);
      await paused.isReached;
      const written = one.write(database);
      await untilBlocked(database).finally(paused.resume);
      await Promise.all([written, deleted]);
      expect(await one.kept()).toMatchObject([{ number: 1, excerpt: null, message: null }]);
    });

    test("when the try is written after the deletion", async () => {
      const { database } = scene.world;
      const one = await triedOne(doomed, answer);
      await one.deletePermanently(database);
      await one.write(database);
      expect(await one.kept()).toMatchObject([{ number: 1, excerpt: null, message: null }]);
    });
  },
);
