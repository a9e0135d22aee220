import { Hono } from "hono";
import { type ChannelEnv, defineChannel } from "@/server/channels/manifest";
import { receiveFrom } from "@/server/commands/messages/receive-from";
import { systemCaller } from "@/server/contract/_shared/caller";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { SendRequest } from "@/server/contract/channel/callback-body";
import { findInboxByIdentifier } from "@/server/queries/inboxes/list-inboxes";
import { toySettings } from "./settings";

/** What the provider of pagers got, and with which code. */
export const paged: { text: string | null; settings: unknown }[] = [];

function routes(): Hono<ChannelEnv> {
  const app = new Hono<ChannelEnv>();
  app.post("/channels/toy/:identifier", async (c) => {
    const { services } = c.var;
    const found = await findInboxByIdentifier(services.database, c.req.param("identifier"));
    if (!found) throw new Refusal("inbox.not_found");
    const { number, text } = await c.req.json();
    const { result } = await services.run(receiveFrom, systemCaller(found.accountId), {
      inboxId: found.inbox.id,
      from: { sourceId: number, name: number },
      content: text,
    });
    return c.json({ id: result.message.id });
  });
  return app;
}

async function send({ message, settings }: SendRequest) {
  paged.push({ text: message.content, settings });
  return {
    outcome: { kind: "accepted", sourceId: `page-${message.id}`, status: "sent" } as const,
    durationMs: 1,
    status: null,
    address: null,
  };
}

export const toyChannel = defineChannel({
  kind: JSON.parse('"toy"'), // the list of traits in the tree does not have it
  settings: toySettings,
  check: async ({ settings: { line } }) => [
    { level: "ok", code: "reachable", message: `The line ${line} answers.` },
  ],
  routes,
  openSender: () => ({ sender: { send, lookUp: send }, close: () => {} }),
});
