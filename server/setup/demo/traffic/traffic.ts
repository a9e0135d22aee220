import { z } from "zod";
import type { InboxKey } from "@/server/setup/demo/cast";
import type { Random } from "@/server/setup/demo/random";
import { type Client, TrafficFailure } from "./client";
import { startCustomers } from "./customers";
import { startIntegrator } from "./integrator";
import { createTalks, type TrafficInbox } from "./talk";
import { createTimers } from "./timers";

export type TrafficOptions = {
  client: Client;
  random: Random;
  /** 1 = a customer every few seconds. */
  pace: number;
  print: (line: string) => void;
  /** Called with an error that ends the traffic. */
  onError: (error: unknown) => void;
};

export type Traffic = { stop(): Promise<void>; counts(): { messages: number; receipts: number } };

const inboxPage = z.object({
  data: z.array(z.object({ id: z.number(), name: z.string(), channel: z.string() })),
  asOf: z.string(),
});

/** Simulates customers and an integrator on every inbox that the token may see. */
export async function startTraffic({
  client,
  random,
  pace,
  print,
  onError,
}: TrafficOptions): Promise<Traffic> {
  const { data, asOf } = await client.get("/v1/inboxes", inboxPage);
  if (data.length === 0)
    throw new TrafficFailure("this account has no inbox yet: create one in the settings");
  const inboxes: TrafficInbox[] = data.map((inbox) => ({
    id: inbox.id,
    name: inbox.name,
    key: keyOf(inbox),
  }));
  const counts = { messages: 0, receipts: 0 };
  const timers = createTimers(pace, onError);
  const customers = startCustomers({
    client,
    timers,
    random,
    talks: createTalks(random, inboxes),
    onWritten: ({ name, inbox }, displayId, text) => {
      counts.messages += 1;
      print(`${name} → ${inbox.name} #${displayId}: ${text}`);
    },
  });
  startIntegrator({
    client,
    timers,
    random,
    from: asOf,
    inboxKeyOf: (inboxId) => inboxes.find(({ id }) => id === inboxId)?.key ?? "mail",
    onSent: (message) => {
      print(`#${message.conversation.displayId} → ${message.contact.name}: ${message.content}`);
      customers.onMessage(message);
    },
    onReported: (receipts) => {
      counts.receipts += receipts;
    },
  });
  return { stop: timers.stop, counts: () => counts };
}

/** The demo inbox that one resembles; it decides who writes there, and how messages reach them. */
const keyOf = ({ name, channel }: { name: string; channel: string }): InboxKey =>
  channel === "widget" ? "website" : /whatsapp/i.test(name) ? "whatsapp" : "mail";
