import type { BulkOperationDto } from "@/server/contract/conversation/bulk";
import type { DeletionDto } from "@/server/contract/deletion/deletion";
import type { Random } from "@/server/setup/demo/random";
import type { Client, Try } from "@/test/long/kills/client";

/** What was acknowledged. */
export type Promised = {
  /** A conversation as it was after each change of its status or inbox. */
  changes: { id: number; version: number; status: string; inboxId: number }[];
  /** Conversations that were created. */
  begun: number[];
  /** A message's status, after each report about it. */
  ticks: { id: number; status: string }[];
  /** Bulk operations as they ended. */
  bulks: BulkOperationDto[];
  purges: { deletion: DeletionDto; ids: number[] }[];
  /** Customers' messages, each with a different text, and the tries to send them with a confirmation. */
  received: { content: string; tries: readonly Try[] }[];
};

export type Begun = { id: number; displayId: number };
export type Scene = {
  client: Client;
  promised: Promised;
  /** A conversation may be moved between them. */
  inboxIds: readonly number[];
  contactId: number;
};
export type Places = { talks: Begun[]; pool: Begun[]; trashed: Begun };
/** One step of the load. */
export type Work = (scene: Scene, places: Places, random: Random) => Promise<void>;

const AT_ONCE = 3;

/** Creates so many conversations, in random inboxes. */
export async function begin(
  { client, promised, inboxIds, contactId }: Scene,
  count: number,
  random: Random,
): Promise<Begun[]> {
  const begun: Begun[] = [];
  const one = async () => {
    while (begun.length < count) {
      const place = begun.push({ id: 0, displayId: 0 }) - 1;
      const input = { inboxId: random.pick(inboxIds), contactId };
      const { id, displayId } = await client.post("/v1/conversations", input);
      begun[place] = { id, displayId };
      promised.begun.push(id);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return begun;
}

/** Repeats a request until it is acknowledged, sometimes with `Prefer: confirm`. */
export const sendRequest = async ({ client }: Scene, path: string, body: object, random: Random) =>
  random.isLikely(0.3) ? (await client.confirmed(path, body)).body : client.post(path, body);

/** Signals that every live conversation accepts. */
export const SIGNALS = ["resolve", "reopen", "markPending"];

/** Changes the status. */
export const change: Work = (scene, places, random) =>
  one({ scene, places, random }, "status", { signal: random.pick(SIGNALS) });

/** Moves it to one of the inboxes, which may be its own. */
export const move: Work = (scene, places, random) =>
  one({ scene, places, random }, "move", { inboxId: random.pick(scene.inboxIds) });

/** Changes one conversation, perhaps during a bulk operation on it. */
async function one(
  { scene, places: { talks, pool }, random }: { scene: Scene; places: Places; random: Random },
  action: string,
  body: object,
): Promise<void> {
  const { displayId } = random.pick(random.isLikely(0.7) ? talks : pool);
  const changed = await sendRequest(scene, `/v1/conversations/${displayId}/${action}`, body, random);
  const { id, version, status, inboxId } = changed;
  scene.promised.changes.push({ id, version, status, inboxId });
}
