import { createHmac } from "node:crypto";
import type { ServerResponse } from "node:http";
import { type GraphSend, graphFault, openGraphApi } from "@/test/support/clients/graph-api";
import type { Call } from "./courier";
import { type Fate, hasArrived, type Signal } from "./faults";
import { type Arrived, answerJson, type Provider, type ProviderParts } from "./provider";

const NUMBER_ID = "10000000001";
const ACCOUNT_ID = "900000001";
const SECRET = "app-secret-of-meta";
const TOKEN = "EAAG-access-token";

const seconds = (at: Date): string => String(Math.floor(at.getTime() / 1_000));

/** Meta's Cloud API: no key against repetitions, no search; statuses name what was sent with the message. */
export async function openWhatsappProvider(): Promise<Provider> {
  const graph = await openGraphApi(TOKEN);
  const arrived: Arrived[] = [];
  let webhook = "";
  let parts: ProviderParts | null = null;
  const required = (): ProviderParts => {
    if (!parts) throw new Error("the provider is not connected");
    return parts;
  };
  const callOf = (value: object): Call => {
    const metadata = { display_phone_number: "15550100", phone_number_id: NUMBER_ID };
    const change = { field: "messages", value: { messaging_product: "whatsapp", metadata, ...value } };
    const body = JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: ACCOUNT_ID, changes: [change] }],
    });
    const signature = createHmac("sha256", SECRET).update(body).digest("hex");
    const headers = { "content-type": "application/json", "x-hub-signature-256": `sha256=${signature}` };
    return async (signal) => {
      const response = await fetch(webhook, { method: "POST", body, headers, signal });
      await response.body?.cancel();
      return response.status;
    };
  };

  function report({ wamid, json }: GraphSend, signals: readonly Signal[]): void {
    const { courier, faults } = required();
    for (const [n, status] of signals.entries()) {
      const timestamp = seconds(new Date(faults.now().getTime() + n * 1_000));
      const { biz_opaque_callback_data } = json;
      const errors = status === "failed" ? [{ code: 131026, title: "Message undeliverable" }] : undefined;
      const one = { id: wamid, status, timestamp, recipient_id: json.to, biz_opaque_callback_data, errors };
      courier.add(callOf({ statuses: [one] }));
    }
  }
  async function onSend(send: GraphSend): Promise<void> {
    const { faults } = required();
    const fate = faults.fate();
    if (hasArrived(fate)) {
      const one = { text: send.json.text.body, id: send.wamid, signals: faults.signals() };
      arrived.push(one);
      report(send, one.signals);
    }
    if (fate === "slow") await faults.wait();
    answer(send, fate);
  }
  graph.onSend = onSend;

  return {
    channel: "whatsapp",
    isSearchable: false,
    arrived,
    async connect(connected) {
      parts = connected;
      const { identifier } = await connected.client.post("/v1/inboxes", {
        name: "WhatsApp",
        channel: "whatsapp",
        settings: {
          phoneNumberId: NUMBER_ID,
          businessAccountId: ACCOUNT_ID,
          accessToken: TOKEN,
          appSecret: SECRET,
          verifyToken: "chosen-by-acme",
          graphUrl: graph.url,
        },
      });
      webhook = `${connected.product.url}/channels/whatsapp/${identifier}`;
    },
    receive(messages) {
      const contacts = messages.map(({ customer }) => ({ wa_id: customer, profile: { name: customer } }));
      const value = messages.map(({ customer, text, id, at }) => ({
        from: customer,
        id,
        timestamp: seconds(at),
        type: "text",
        text: { body: text },
      }));
      required().courier.add(callOf({ contacts, messages: value }));
    },
    close: graph.close,
  };
}

function answer({ answer: to, wamid, json }: GraphSend, fate: Fate): unknown {
  switch (fate) {
    case "arrived":
    case "slow":
      return accept(to, wamid, json.to);
    case "error":
    case "lateError":
      return graphFault(500, 131000, "Something went wrong.")({ answer: to });
    case "cut":
    case "lateCut":
      return to.destroy();
    case "busy":
      return graphFault(400, 130429, "Rate limit hit")({ answer: to });
    case "refused":
      return graphFault(400, 131009, "Parameter value is not valid")({ answer: to });
    case "hang":
      return undefined; // it ends with the caller's limit
    default:
      return fate satisfies never;
  }
}

const accept = (to: ServerResponse, id: string, input: string) =>
  answerJson(to, 200, {
    messaging_product: "whatsapp",
    contacts: [{ input, wa_id: input }],
    messages: [{ id }],
  });
