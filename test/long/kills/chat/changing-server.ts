import { waitUntil } from "@/server/lib/async/wait-until";
import { acceptChange, type EvolutionChange } from "@/test/support/clients/evolution-changes";
import { evolutionFault, openEvolutionServer } from "@/test/support/clients/evolution-server";
import { hasArrived } from "./faults";
import type { ProviderParts } from "./provider";

const KEY = "the-servers-own-key";
const INSTANCE = "shop";

export type ChangedMessages = Awaited<ReturnType<typeof openChangingServer>>;

/** Evolution API with an inbox of the product: it sends without faults, and makes changes with them. It reports those that it made. */
export async function openChangingServer({ product, client, courier, faults }: ProviderParts) {
  const server = await openEvolutionServer(KEY);
  const instance = server.add(INSTANCE);
  const counts = { edits: 0, deletions: 0, again: 0 };
  const texts = new Map<string, string | null>();
  const post = (event: string, data: unknown): void =>
    courier.add((signal) => server.post(INSTANCE, event, data, signal));

  function make(change: EvolutionChange): void {
    const isEdit = change.action === "edit";
    const { id, remoteJid } = isEdit ? change.json.key : change.json;
    const text: string | null = isEdit ? change.json.text : null;
    counts[isEdit ? "edits" : "deletions"]++;
    if (texts.get(id) === text) counts.again++;
    texts.set(id, text);
    change.make();
    const key = { id, remoteJid, fromMe: true };
    if (isEdit) post("messages.edited", { key, editedMessage: { conversation: text } });
    else post("messages.delete", { ...key, status: "DELETED" });
  }

  async function onChange(change: EvolutionChange): Promise<unknown> {
    const fate = faults.fate();
    const isMade = hasArrived(fate);
    if (isMade) make(change);
    if (fate === "slow") await faults.wait();
    switch (fate) {
      case "arrived":
      case "slow":
        return acceptChange({ ...change, make: () => undefined });
      case "error":
      case "lateError":
        return evolutionFault(500, "Error while deleting message for everyone")(change);
      case "cut":
      case "lateCut":
        return change.answer.destroy();
      case "busy":
        return evolutionFault(429, "Slow down")(change);
      case "refused":
        return evolutionFault(400, "Message not compatible")(change);
      case "hang":
        return undefined; // it ends with the caller's limit
      default:
        return fate satisfies never;
    }
  }

  await client.post("/v1/inboxes", {
    name: "WhatsApp",
    channel: "evolution",
    settings: { url: server.url, apiKey: KEY, instance: INSTANCE, webhookBaseUrl: product.url },
  });
  if (!(await waitUntil(() => instance.webhook !== null, { withinMs: 60_000 })))
    throw new Error("the webhook was not registered");
  return {
    counts,
    /** What the customer has of a message: its last text, null if it is deleted; undefined if it was never changed. */
    textOf: (sourceId: string): string | null | undefined => texts.get(sourceId),
    /** From now on changes fail now and then. */
    beginFaults(): void {
      server.onChange = onChange;
    },
    receive(customer: string, text: string): void {
      post("messages.upsert", {
        key: { id: `hello-${customer}`, remoteJid: `${customer}@s.whatsapp.net`, fromMe: false },
        pushName: customer,
        message: { conversation: text },
        messageType: "conversation",
        messageTimestamp: Math.floor(Date.now() / 1_000),
        MessageUpdate: [],
      });
    },
    close: server.close,
  };
}
