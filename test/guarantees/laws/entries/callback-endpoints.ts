import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { listEndpoints } from "@/server/queries/webhooks/endpoints";
import type { Stage } from "@/test/guarantees/laws/stage";
import { made } from "./endpoint-ids";

/** Of a program written for Chatwoot's API inbox: its inbox has an endpoint. */
export const CALLBACK = {
  callbackUrl: "https://program.example.com/hook",
  callbackFormat: "chatwoot",
} as const;

/** Gives the stage's inbox such a callback. */
export async function withCallback(stage: Stage): Promise<void> {
  await stage.run(updateInbox, { inboxId: stage.inbox.id, ...CALLBACK });
  const { data } = await listEndpoints(stage.world.database, stage.admin);
  made.set(stage, { endpointId: data.at(-1)?.id ?? 0, deliveryId: 0 });
}

/** Changes of an inbox that change its endpoint too. */
export const CALLBACK_CASES = [
  {
    title: "to a callback in Chatwoot's format, with its endpoint",
    expect: ["inbox.updated", "endpoint.created", "inbox.updated"] as const,
    input: (s: Stage) => ({ inboxId: s.inbox.id, ...CALLBACK }),
  },
  {
    title: "to another URL of such a callback",
    expect: ["inbox.updated", "endpoint.updated"] as const,
    given: withCallback,
    input: (s: Stage) => ({ inboxId: s.inbox.id, callbackUrl: "https://program.example.com/other" }),
  },
  {
    title: "from such a callback to Tickline's",
    expect: ["inbox.updated", "endpoint.deleted"] as const,
    given: withCallback,
    input: (s: Stage) => ({ inboxId: s.inbox.id, callbackFormat: "tickline" as const }),
  },
];

/** Refused for the endpoint of a callback. */
export const ofInbox = {
  title: "of an inbox's callback",
  expect: "endpoint.of_inbox" as const,
  given: withCallback,
};
