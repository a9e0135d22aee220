import { waitUntil } from "@/server/lib/async/wait-until";
import {
  acceptSend,
  type EvolutionSend,
  evolutionFault,
  openEvolutionServer,
} from "@/test/support/clients/evolution-server";
import { type Fate, hasArrived, type Signal } from "./faults";
import type { Arrived, Provider, ProviderParts } from "./provider";

const KEY = "the-servers-own-key";
const INSTANCE = "shop";
const STATUSES: Readonly<Record<Signal, string>> = {
  sent: "SERVER_ACK",
  failed: "ERROR",
  delivered: "DELIVERY_ACK",
  read: "READ",
};

/** Evolution API: no key against repetitions, but a search for what was sent and received. */
export async function openEvolutionProvider(): Promise<Provider> {
  const server = await openEvolutionServer(KEY);
  const instance = server.add(INSTANCE);
  const arrived: Arrived[] = [];
  let parts: ProviderParts | null = null;
  const required = (): ProviderParts => {
    if (!parts) throw new Error("the provider is not connected");
    return parts;
  };
  const post = (event: string, data: unknown): void =>
    required().courier.add((signal) => server.post(INSTANCE, event, data, signal));

  async function onSend(send: EvolutionSend): Promise<void> {
    const { faults } = required();
    const fate = faults.fate();
    if (hasArrived(fate)) {
      const signals = faults.signals();
      arrived.push({ text: send.json.text, id: send.message.key.id, signals });
      send.message.messageTimestamp = Math.floor(faults.now().getTime() / 1_000);
      if (fate !== "arrived" && fate !== "slow") send.keep();
      for (const signal of signals) {
        const status = STATUSES[signal];
        send.message.MessageUpdate.push({ status });
        post("messages.update", {
          keyId: send.message.key.id,
          remoteJid: send.message.key.remoteJid,
          fromMe: true,
          status,
        });
      }
    }
    if (fate === "slow") await faults.wait();
    answer(send, fate);
  }
  server.onSend = onSend;

  return {
    channel: "evolution",
    isSearchable: true,
    arrived,
    async connect(connected) {
      parts = connected;
      await connected.client.post("/v1/inboxes", {
        name: "WhatsApp",
        channel: "evolution",
        settings: { url: server.url, apiKey: KEY, instance: INSTANCE, webhookBaseUrl: connected.product.url },
      });
      const isRegistered = await waitUntil(() => instance.webhook !== null, { withinMs: 60_000 });
      if (!isRegistered) throw new Error("the webhook was not registered");
    },
    receive(messages, isDropped) {
      for (const { customer, text, id, at } of messages) {
        const message = {
          key: { id, remoteJid: `${customer}@s.whatsapp.net`, fromMe: false },
          pushName: customer,
          message: { conversation: text },
          messageType: "conversation",
          messageTimestamp: Math.floor(at.getTime() / 1_000),
          MessageUpdate: [],
        };
        instance.messages.push(message);
        if (!isDropped) post("messages.upsert", message);
      }
    },
    close: server.close,
  };
}

function answer(send: EvolutionSend, fate: Fate): unknown {
  switch (fate) {
    case "arrived":
    case "slow":
      return acceptSend(send);
    case "error":
    case "lateError":
      return evolutionFault(500, "Internal server error")(send);
    case "cut":
    case "lateCut":
      return send.answer.destroy();
    case "busy":
      return evolutionFault(429, "Slow down")(send);
    case "refused":
      return evolutionFault(400, [{ exists: false, number: send.json.number }])(send);
    case "hang":
      return undefined; // it ends with the caller's limit
    default:
      return fate satisfies never;
  }
}
