import type { OwnedRows, ProcedureCase } from "./procedure-case";

const query = { kind: "query" } as const;
const mutation = { kind: "mutation" } as const;
const ofEndpoint = { foreign: "endpoint.not_found", agent: "auth.forbidden" } as const;
const endpoint = ({ endpointId }: OwnedRows) => ({ endpointId });

const settings = (inboxIds: number[]) => ({
  url: "https://hooks.example.com/more",
  types: ["*"],
  inboxIds,
  format: "thin",
  ordered: true,
  concurrency: 2,
  suppressSelf: false,
  heartbeatMinutes: null,
});

/** Procedures of endpoints, the log and the health report. */
export const WEBHOOKS: Record<string, ProcedureCase> = {
  "events.list": { ...query, input: () => ({}), foreign: null, agent: "auth.forbidden" },
  "events.get": { ...query, input: () => ({ seq: 1 }), foreign: null, agent: "auth.forbidden" },
  "alerts.list": { ...query, input: () => ({}), foreign: null, agent: "auth.forbidden" },
  "alerts.open": { ...query, input: () => undefined, foreign: null, agent: "auth.forbidden" },
  "health.get": {
    ...query,
    input: ({ inboxId }) => ({ period: "day", inboxId }),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "webhooks.list": { ...query, input: () => undefined, foreign: null, agent: "auth.forbidden" },
  "webhooks.troubled": { ...query, input: () => undefined, foreign: null, agent: "auth.forbidden" },
  "webhooks.get": { ...query, input: endpoint, ...ofEndpoint },
  "webhooks.formats": { ...query, input: () => undefined, foreign: null, agent: "auth.forbidden" },
  "webhooks.sample": {
    ...query,
    input: () => ({ format: "thin", type: "contact.created" }),
    foreign: null,
    agent: "auth.forbidden",
  },
  "webhooks.deliveries": { ...query, input: endpoint, ...ofEndpoint },
  "webhooks.delivery": {
    ...query,
    input: ({ deliveryId }) => ({ deliveryId }),
    foreign: "delivery.not_found",
    agent: "auth.forbidden",
  },
  "webhooks.create": {
    ...mutation,
    input: ({ inboxId }) => settings([inboxId]),
    foreign: "inbox.not_found",
    agent: "auth.forbidden",
  },
  "webhooks.update": { ...mutation, input: (o) => ({ ...endpoint(o), ordered: true }), ...ofEndpoint },
  "webhooks.test": {
    ...mutation,
    input: (o) => ({ ...endpoint(o), displayId: o.displayId }),
    ...ofEndpoint,
  },
  "webhooks.rotate": { ...mutation, input: (o) => ({ ...endpoint(o), overlapHours: 0 }), ...ofEndpoint },
  "webhooks.replay": {
    ...mutation,
    input: (o) => ({ ...endpoint(o), replay: { sinceSeq: 0 } }),
    ...ofEndpoint,
  },
  "webhooks.disable": { ...mutation, input: endpoint, ...ofEndpoint },
  "webhooks.enable": { ...mutation, input: endpoint, ...ofEndpoint },
  "webhooks.remove": { ...mutation, input: endpoint, ...ofEndpoint },
};

const inbox = ({ inboxId }: OwnedRows) => ({ inboxId });
const administrators = { kind: "mutation", foreign: "inbox.not_found", agent: "auth.forbidden" } as const;

/** The procedures that check an inbox's integration. */
export const INBOX_CHECKS: Record<string, ProcedureCase> = {
  "inboxes.diagnose": { kind: "query", input: inbox, foreign: "inbox.not_found", agent: "inbox.not_found" },
  "inboxes.channels": { kind: "query", input: () => undefined, foreign: null, agent: null },
  "inboxes.channelHealth": {
    kind: "query",
    input: inbox,
    foreign: "inbox.not_found",
    agent: "inbox.not_found",
  },
  "inboxes.refusedMail": {
    kind: "query",
    input: inbox,
    foreign: "inbox.not_found",
    agent: "inbox.not_found",
  },
  "inboxes.channelPairing": { ...administrators, kind: "query", input: inbox },
  "inboxes.checkChannel": { ...administrators, input: inbox },
  "inboxes.reconnectChannel": { ...administrators, input: ({ mailInboxId }) => ({ inboxId: mailInboxId }) },
  "inboxes.testCallback": { ...administrators, input: inbox },
  "inboxes.checkEvolution": {
    ...administrators,
    input: (o) => ({ ...inbox(o), url: "http://192.0.2.1", instance: "refused", apiKey: "key" }),
  },
};
