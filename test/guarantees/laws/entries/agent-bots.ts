import { updateInbox } from "@/server/commands/inboxes/inboxes";
import { createEndpoint, ENDPOINTS_MAX } from "@/server/commands/webhooks/endpoints";
import {
  createAgentBot,
  createBotToken,
  deleteAgentBot,
  linkAgentBot,
  updateAgentBot,
} from "@/server/dialects/chatwoot/commands/agent-bots";
import { newSecret } from "@/server/lib/crypto/stored-secret";
import { listEndpoints } from "@/server/queries/webhooks/endpoints";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

/** The endpoint that a case was given. */
export const made = new WeakMap<Stage, { endpointId: number; deliveryId: number }>();
export const idOf = (stage: Stage) => ({ endpointId: made.get(stage)?.endpointId ?? 0 });

const fields = { name: "Lia", description: "Answers first", url: "https://bots.example.com/lia" };

async function given(stage: Stage): Promise<void> {
  const { result } = await stage.run(createAgentBot, fields);
  made.set(stage, { endpointId: result.endpoint.id, deliveryId: 0 });
}

async function withToken(stage: Stage): Promise<void> {
  await given(stage);
  await stage.run(createBotToken, { ...idOf(stage), secret: newSecret() });
}

async function linked(stage: Stage): Promise<void> {
  await given(stage);
  await stage.run(linkAgentBot, { inboxId: stage.inbox.id, ...idOf(stage) });
}

/** An endpoint that is no bot. */
async function givenEndpoint(stage: Stage): Promise<void> {
  const { result } = await stage.run(createEndpoint, { url: fields.url, types: ["*"] });
  made.set(stage, { endpointId: result.endpoint.id, deliveryId: 0 });
}

/** Refused for a bot. */
export const isBot = { title: "a bot", expect: "endpoint.is_bot" as const, given };

const foreign = <I>(input: (own: Stage, id: { endpointId: number }) => I): ForeignId<I> => ({
  what: "bot",
  scope: "account",
  expect: "endpoint.not_found",
  given,
  input: (own, owner) => input(own, idOf(owner)),
});

export const AGENT_BOT_ENTRIES: Record<string, Entry> = {
  "create-bot-token": entry(createBotToken)({
    cases: [
      {
        title: "a first one",
        expect: ["token.created"],
        given,
        input: (s) => ({ ...idOf(s), secret: newSecret() }),
      },
      {
        title: "in place of another",
        expect: ["token.revoked", "token.created"],
        given: withToken,
        input: (s) => ({ ...idOf(s), secret: newSecret() }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...idOf(s), secret: newSecret() }) },
    ],
    foreign: [foreign((_, id) => ({ ...id, secret: newSecret() }))],
  }),

  "create-agent-bot": entry(createAgentBot)({
    cases: [
      { title: "with a description", expect: ["endpoint.created"], input: () => fields },
      {
        title: "at a private address",
        expect: "endpoint.url_refused",
        input: () => ({ ...fields, url: "http://169.254.169.254/latest" }),
      },
      {
        title: "one too many",
        expect: "endpoint.too_many",
        given: async (s) => {
          for (let n = 0; n < ENDPOINTS_MAX; n++)
            await s.run(createEndpoint, { url: fields.url, types: ["*"] });
        },
        input: () => fields,
      },
      { title: "by an agent", ...forbidden, input: () => fields },
    ],
    foreign: "names nothing that exists",
  }),

  "update-agent-bot": entry(updateAgentBot)({
    cases: [
      {
        title: "everything",
        expect: ["endpoint.updated"],
        given,
        input: (s) => ({ ...idOf(s), name: "Mo", description: null, url: "https://bots.example.com/mo" }),
      },
      { title: "to the same", expect: "nothing", given, input: (s) => ({ ...idOf(s), ...fields }) },
      {
        title: "to a private address",
        expect: "endpoint.url_refused",
        given,
        input: (s) => ({ ...idOf(s), url: "http://[::1]/" }),
      },
      {
        title: "that is another endpoint",
        expect: "endpoint.not_found",
        given: givenEndpoint,
        input: (s) => ({ ...idOf(s), name: "Mo" }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...idOf(s), name: "Mo" }) },
    ],
    foreign: [foreign((_, id) => ({ ...id, name: "Mo" }))],
  }),

  "link-agent-bot": entry(linkAgentBot)({
    cases: [
      {
        title: "the first",
        expect: ["policy.changed", "endpoint.updated"],
        given,
        input: (s) => ({ inboxId: s.inbox.id, ...idOf(s) }),
      },
      {
        title: "again",
        expect: "nothing",
        given: linked,
        input: (s) => ({ inboxId: s.inbox.id, ...idOf(s) }),
      },
      {
        title: "instead of another",
        expect: ["endpoint.updated", "endpoint.updated"],
        given: async (s) => {
          await linked(s);
          await given(s);
        },
        input: (s) => ({ inboxId: s.inbox.id, ...idOf(s) }),
      },
      {
        title: "none any more",
        expect: ["policy.changed", "endpoint.updated"],
        given: linked,
        input: (s) => ({ inboxId: s.inbox.id, endpointId: null }),
      },
      {
        title: "that is another endpoint",
        expect: "endpoint.not_found",
        given: givenEndpoint,
        input: (s) => ({ inboxId: s.inbox.id, ...idOf(s) }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ inboxId: s.inbox.id, ...idOf(s) }) },
    ],
    foreign: [
      foreign((own, id) => ({ inboxId: own.inbox.id, ...id })),
      {
        what: "inbox",
        scope: "inbox",
        expect: "inbox.not_found",
        input: (_, o) => ({ inboxId: o.inbox.id, endpointId: null }),
      },
    ],
  }),

  "delete-agent-bot": entry(deleteAgentBot)({
    cases: [
      { title: "one", expect: ["endpoint.deleted"], given, input: idOf },
      {
        title: "one of an inbox",
        expect: ["policy.changed", "endpoint.deleted"],
        given: linked,
        input: idOf,
      },
      {
        title: "that is another endpoint",
        expect: "endpoint.not_found",
        given: givenEndpoint,
        input: idOf,
      },
      { title: "by an agent", ...forbidden, given, input: idOf },
    ],
    foreign: [foreign((_, id) => id)],
  }),
};

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
