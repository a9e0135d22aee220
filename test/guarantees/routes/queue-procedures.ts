import type { OwnedRows, ProcedureCase } from "./procedure-case";

const ofInbox = { input: ({ inboxId }: OwnedRows) => ({ inboxId }), foreign: "inbox.not_found" } as const;
const ofEndpoint = {
  input: ({ endpointId }: OwnedRows) => ({ endpointId }),
  foreign: "endpoint.not_found",
} as const;
const ofMail = {
  input: ({ mailKey }: OwnedRows) => ({ kind: "mails", key: mailKey }),
  foreign: "job.not_found",
} as const;
const query = { kind: "query", agent: "auth.forbidden" } as const;
const mutation = { kind: "mutation", agent: "auth.forbidden" } as const;

/** Procedures of the queues. */
export const QUEUES: Record<string, ProcedureCase> = {
  "queues.get": { ...query, input: () => undefined, foreign: null },
  "queues.sends": { ...query, ...ofInbox },
  "queues.messageChanges": { ...query, ...ofInbox },
  "queues.deliveries": {
    ...query,
    input: ({ endpointId }) => ({ endpointId, state: "waiting" }),
    foreign: "endpoint.not_found",
  },
  "queues.jobs": { ...query, input: () => ({ kind: "mails" }), foreign: null },
  "queues.retrySends": { ...mutation, ...ofInbox },
  "queues.discardSends": { ...mutation, ...ofInbox },
  "queues.retryMessageChanges": { ...mutation, ...ofInbox },
  "queues.discardMessageChanges": { ...mutation, ...ofInbox },
  "queues.retryDeliveries": { ...mutation, ...ofEndpoint },
  "queues.discardDeliveries": { ...mutation, ...ofEndpoint },
  "queues.retryJob": { ...mutation, ...ofMail },
  "queues.discardJob": { ...mutation, ...ofMail },
};
