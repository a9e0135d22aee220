import * as samples from "@/server/contract/event/sample-dtos";
import { alert, macro, team, view } from "@/server/contract/event/sample-organising";
import { health } from "@/server/contract/health/sample-health";

/** Bodies to copy, by route. A test parses each by the schema of its route. */
const BODIES: Readonly<Record<string, object>> = {
  "post /v1/inboxes": { name: "WhatsApp" },
  "patch /v1/inboxes/{id}": { stuckAfterMinutes: 30 },
  "patch /v1/inboxes/{id}/policy": {
    onMessageAfterResolve: "newConversation",
    reason: "Each order is a new case",
  },
  "post /v1/inboxes/{id}/messages": {
    from: { sourceId: "4917012345678", name: "Li Wen", phone: "+4917012345678" },
    content: "Where is my parcel?",
    sourceId: "wamid.HBgNNDkxNzA",
  },
  "post /v1/contacts": { name: "Li Wen", phone: "+4917012345678", inboxId: 1 },
  "patch /v1/contacts/{id}": { email: "li@example.com" },
  "post /v1/contacts/{id}/merge": { otherId: 42 },
  "post /v1/labels": { name: "shipping", colour: "blue" },
  "post /v1/macros": { name: macro.name, actions: macro.actions },
  "post /v1/teams": { name: "Returns", memberIds: [] },
  "post /v1/conversations": { inboxId: 1, contactId: 1, message: { content: "How can we help?" } },
  "post /v1/conversations/{displayId}/messages": { content: "Hello!", sourceId: "wamid.HBgNNDkxNzA" },
  "patch /v1/conversations/{displayId}": { subject: "Lost parcel" },
  "post /v1/conversations/{displayId}/status": { signal: "resolve" },
  "post /v1/conversations/{displayId}/assign": { assigneeId: 3 },
  "post /v1/conversations/{displayId}/labels": { add: ["shipping"] },
  "post /v1/conversations/{displayId}/team": { teamId: null },
  "post /v1/conversations/{displayId}/move": { inboxId: 2 },
  "post /v1/conversations/{displayId}/priority": { priority: "high" },
  "post /v1/conversations/{displayId}/attributes": { set: { order: "4711" } },
  "post /v1/conversations/{displayId}/participants": { add: [3] },
  "patch /v1/messages/{id}": { content: "Hello! How can we help?" },
  "post /v1/messages/{id}/forward": { displayId: 7 },
  "post /v1/receipts": {
    receipts: [
      { messageId: 2, signal: "delivered" },
      { inboxId: 1, sourceId: "wamid.HBgNNDkxNzA", signal: "read", at: "2026-11-20T09:41:00Z" },
    ],
  },
  "post /v1/bulk-operations": {
    action: "status",
    params: { signal: "resolve" },
    target: { query: { status: "open", label: "shipping" } },
  },
  "post /v1/deletions/prepare": { displayIds: [7, 8] },
  "post /v1/endpoints": {
    url: "https://hooks.example.com/tickline",
    types: ["message.created", "message.updated"],
  },
  "post /v1/endpoints/{id}/replay": { sinceSeq: 4711 },
};

/** The example of a route's body; undefined without one. */
export const bodyExampleOf = (method: string, path: string): object | undefined =>
  BODIES[`${method} ${path}`];

type Schemas = Readonly<Record<string, object>>;

const { conversation, contact } = samples;
const SAMPLES: Readonly<Record<string, object | undefined>> = {
  Alert: alert,
  BulkOperation: samples.bulkOperation,
  Contact: contact,
  Conversation: { ...conversation, contact },
  Endpoint: samples.endpoint,
  Health: health,
  Inbox: samples.inbox,
  Label: samples.label,
  Member: samples.member,
  Message: samples.message,
  Team: team,
  View: view,
  Macro: macro,
};

/** The schemas of resources with an example each: the sample of their events. */
export const withExamples = (schemas: Schemas): Schemas =>
  Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const example = SAMPLES[name];
      return [name, example ? { ...schema, examples: [example] } : schema];
    }),
  );
