import type { SentChange } from "@/server/store/sends/message-changes";
import { findMessageChange } from "@/server/store/sends/message-changes";
import { acceptChange } from "@/test/support/clients/evolution-changes";
import { acceptSend } from "@/test/support/clients/evolution-server";
import { type OpenEvolution, openEvolutionScene } from "./evolution-scene";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A message of ours in an inbox of Evolution API. */
export type Sent = { inbox: OpenEvolution; id: number; sourceId: string };

/** The scene of Evolution API, for edits and deletions of sent messages. */
export async function openChangesScene() {
  const scene = await openEvolutionScene();
  const { database } = scene.api.world;
  return {
    ...scene,
    database,
    /** An inbox to which a customer has written, and a reply that has not left. */
    async write(content = "Helo"): Promise<Sent> {
      scene.server.changes.length = 0;
      const inbox = await scene.open();
      await inbox.receive({ conversation: "Hello" });
      const { id } = await inbox.reply({ content });
      return { inbox, id, sourceId: "" };
    },
    /** The same, delivered by WhatsApp. */
    async begin(): Promise<Sent> {
      const sent = await this.write();
      await scene.turn();
      const sourceId = scene.server.sent.at(-1)?.message.key.id ?? "";
      await sent.inbox.update(sourceId, "DELIVERY_ACK");
      return { ...sent, sourceId };
    },
    edit: ({ inbox, id }: Sent, content: string) => inbox.client.patch(`/v1/messages/${id}`, { content }),
    remove: ({ inbox, id }: Sent) => inbox.client.post(`/v1/messages/${id}/delete`),
    restore: ({ inbox, id }: Sent) => inbox.client.post(`/v1/messages/${id}/restore`),
    shown: async ({ inbox, id }: Sent) => (await inbox.client.get(`/v1/messages/${id}`)).body,
    change: ({ inbox, id }: Sent): Promise<SentChange | null> =>
      findMessageChange(database, inbox.accountId, id),
    /** What the server was called for, each with its text. */
    requested: () => scene.server.changes.map(({ action, json }) => [action, json.text ?? null]),
    /** The events of changes that failed, as far as they are in the log: poll it. */
    async failures({ inbox }: Sent): Promise<object[]> {
      const { body } = await inbox.client.get("/v1/events?limit=100&types=message.change_failed");
      return body.data.map((event: { changes: object }) => event.changes);
    },
    /** The next test's turns would make what this one left open. */
    async reset(): Promise<void> {
      scene.server.onSend = acceptSend;
      scene.server.onChange = acceptChange;
      await scene.dropOpen();
      await database.query("delete from message_change");
    },
  };
}

export type ChangesScene = Awaited<ReturnType<typeof openChangesScene>>;
