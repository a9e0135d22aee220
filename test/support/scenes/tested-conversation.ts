import { addNote } from "@/server/commands/messages/notes";
import { type TestEndpoint, testEndpoint } from "@/server/commands/webhooks/deliveries";
import type { NewEndpoint } from "@/server/commands/webhooks/endpoints";
import type { Db } from "@/server/store/_postgres/db";
import { listDeliveryRows } from "@/server/store/webhooks/delivery-log";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { WebhookScene } from "./webhook-scene";

/** Of an endpoint; by default it gets notes. */
export type TestedSettings = Partial<NewEndpoint> | ((stage: Stage) => Partial<NewEndpoint>);

/** A stage whose conversation has a note, and then an endpoint, which has heard of nothing before it. */
export async function openTested(scene: WebhookScene, more: TestedSettings = {}) {
  const stage = await scene.stage();
  const conversation = { conversationId: stage.conversation.id };
  await stage.run(addNote, { conversation, content: "Perlhuhn" });
  const receiver = await scene.receiver();
  const settings = typeof more === "function" ? more(stage) : more;
  const { endpointId } = await scene.endpoint(stage, receiver, { types: ["note.created"], ...settings });
  const { displayId } = stage.conversation;
  const start = async (input: Partial<TestEndpoint> = {}) =>
    (await stage.run(testEndpoint, { endpointId, displayId, ...input })).result;
  /** Waits until a receiver has so many requests, and their results are stored. */
  const arrive = async (count: number) => {
    await scene.pass();
    await scene.until(() => receiver.taken.length === count);
    await scene.until(async () => (await rows()).every(({ state }) => state !== "waiting"));
    return receiver.taken[count - 1];
  };
  const rows = () => deliveriesOf(scene.world.database, stage.accountId, endpointId);
  return { stage, conversation, displayId, receiver, endpointId, start, arrive, rows };
}

const ANY = { state: null, type: null, from: null, to: null, before: null };

/** An endpoint's deliveries, newest first. */
export const deliveriesOf = async (db: Db, accountId: number, endpointId: number) =>
  (await listDeliveryRows(db, accountId, { ...ANY, endpointId, limit: 100 })).rows;
