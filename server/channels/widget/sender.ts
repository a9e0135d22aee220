import type { Sender, SendResult } from "@/server/contract/channel/callback-body";

/** Tickline's own API shows the message to the visitor's pages from then on: it is sent, and they report that it arrived. */
const SHOWN: SendResult = {
  outcome: { kind: "accepted", sourceId: null, status: "sent" },
  durationMs: 0,
  status: null,
  address: null,
};

export const widgetSender: Sender = { send: async () => SHOWN, lookUp: async () => SHOWN };
