import { createChatwootFormat } from "@/server/dialects/chatwoot/webhooks/webhook-format";
import { provideWebhookFormats } from "@/server/store/webhooks/webhook-formats";
import type { Stage } from "@/test/guarantees/laws/stage";
import type { Receiver, Taken } from "@/test/support/clients/receiver";
import { BASE_URL, openWebhookScene, type WebhookScene } from "./webhook-scene";

/** A world whose worker delivers Chatwoot's webhooks. */
export async function openChatwootHooks() {
  const scene: WebhookScene = await openWebhookScene();
  const { database, clock } = scene.world;
  const format = createChatwootFormat({ database, now: () => clock.now }, BASE_URL);
  provideWebhookFormats([format]);
  scene.start();
  const named = ({ taken }: Receiver, event: string) => taken.filter(({ json }) => json.event === event);

  /** Waits for `count` events of this name. */
  async function receive(receiver: Receiver, event: string, count = 1): Promise<Taken[]> {
    await scene.pass();
    await scene.until(() => named(receiver, event).length >= count);
    return named(receiver, event);
  }

  /** A stage with a receiver that gets nothing of what has happened until now. */
  async function openReceiving() {
    const stage = await scene.stage();
    const receiver = await scene.receiver();
    await scene.world.relay();
    return { stage, receiver };
  }

  return {
    scene,
    format,
    openReceiving,
    named,
    receive,
    place: (stage: Stage) => ({ conversation: { conversationId: stage.conversation.id } }),
    /** A stage and an ordered endpoint of its account in Chatwoot's format: who has received an event has received what came before it. */
    async open(types: readonly string[] = ["*"]) {
      const stage = await scene.stage();
      const receiver = await scene.receiver();
      const made = await scene.endpoint(stage, receiver, { format: "chatwoot", types, ordered: true });
      return { stage, receiver, ...made };
    },
    async receiveOne(receiver: Receiver, event: string): Promise<Taken> {
      const [taken] = await receive(receiver, event);
      if (!taken) throw new Error(`no ${event}`);
      return taken;
    },
    close: () => scene.close(),
  };
}

export type ChatwootHooks = Awaited<ReturnType<typeof openChatwootHooks>>;
