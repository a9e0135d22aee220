import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "@/server/http/app";
import { appRouter } from "@/server/trpc/router";
import { samplesOf } from "./input-samples";

type Twin = {
  /** The route of `/v1`. */
  v1: string;
  /** Fields of tRPC's input that `/v1` has in its path. */
  target?: object;
  /** A body that both accept. */
  base: object;
  /** Wraps the body if tRPC's input is not flat. */
  toTrpc?: (body: object) => object;
  /** Fields that may be null in `/v1` and are required in tRPC. */
  needed?: readonly string[];
  /** The body has one field only. */
  isOneField?: true;
  /** Fields of `/v1` that the screens do not write. */
  onlyV1?: readonly string[];
};

const conversation = { displayId: 1 };
const text = { content: "Hello", clientId: "c1" };
const OF_V1_ONLY = ["sourceId", "contentAttributes"] as const;

/** Every command that both `/v1` and tRPC reach with an input. */
const TWINS: Record<string, Twin> = {
  "inboxes.create": { v1: "post /v1/inboxes", base: { name: "Web", channel: "api" }, onlyV1: ["policy"] },
  "inboxes.update": { v1: "patch /v1/inboxes/{id}", target: { inboxId: 1 }, base: { name: "Web" } },
  "inboxes.changePolicy": {
    v1: "patch /v1/inboxes/{id}/policy",
    base: {},
    toTrpc: ({ reason, ...settings }: { reason?: unknown }) => ({ inboxId: 1, settings, reason }),
  },
  "inboxes.revertPolicyChange": {
    v1: "post /v1/inboxes/{id}/policy/changes/{changeId}/revert",
    target: { inboxId: 1, changeId: 1 },
    base: {},
  },
  "contacts.create": {
    v1: "post /v1/contacts",
    base: { name: "Li", email: null, phone: null },
    onlyV1: [
      ...["inboxId", "sourceId", "identifier", "isBlocked", "isIntegrationOwn"],
      ...["customAttributes", "additionalAttributes"],
    ],
  },
  "contacts.update": {
    v1: "patch /v1/contacts/{id}",
    target: { contactId: 1 },
    base: {},
    onlyV1: ["identifier", "isIntegrationOwn", "additionalAttributes"],
  },
  "contacts.merge": { v1: "post /v1/contacts/{id}/merge", target: { contactId: 1 }, base: { otherId: 2 } },
  "contacts.undo": {
    v1: "post /v1/contacts/{id}/undo",
    target: { contactId: 1 },
    base: { operationId: "0196f0a4-0000-7000-8000-000000000000" },
  },
  "contacts.import": { v1: "post /v1/contacts/import", base: { csv: "name\nLi", dryRun: true } },
  "labels.create": { v1: "post /v1/labels", base: { name: "vip" } },
  "labels.update": { v1: "patch /v1/labels/{id}", target: { labelId: 1 }, base: {} },
  "teams.create": { v1: "post /v1/teams", base: { name: "Returns" } },
  "teams.update": { v1: "patch /v1/teams/{id}", target: { teamId: 1 }, base: {} },
  "views.create": { v1: "post /v1/views", base: { name: "Mine" } },
  "views.update": { v1: "patch /v1/views/{id}", target: { viewId: 1 }, base: {} },
  "conversations.start": {
    v1: "post /v1/conversations",
    base: { inboxId: 1, contactId: 1 },
    onlyV1: [
      ...["sourceId", "status", "snoozedUntil", "assigneeId", "teamId", "priority", "labels"],
      ...["customAttributes", "message"],
    ],
  },
  "conversations.markSeen": {
    v1: "post /v1/conversations/{displayId}/seen",
    target: conversation,
    base: { number: 1 },
  },
  "conversations.setLabels": {
    v1: "post /v1/conversations/{displayId}/labels",
    target: conversation,
    base: { labels: ["vip"] },
    onlyV1: ["add", "remove"],
  },
  "conversations.changeParticipants": {
    v1: "post /v1/conversations/{displayId}/participants",
    target: conversation,
    base: { add: [1] },
  },
  "conversations.setAttributes": {
    v1: "post /v1/conversations/{displayId}/attributes",
    target: conversation,
    base: { set: { plan: "pro" } },
  },
  "messages.send": {
    v1: "post /v1/conversations/{displayId}/messages",
    target: conversation,
    base: text,
    needed: ["clientId"],
    onlyV1: ["direction", "private", "mentionIds", ...OF_V1_ONLY],
  },
  "messages.edit": { v1: "patch /v1/messages/{id}", target: { messageId: 1 }, base: { content: "Hello" } },
  "messages.forward": {
    v1: "post /v1/messages/{id}/forward",
    target: { messageId: 1 },
    base: { displayId: 1 },
  },
  "messages.addNote": {
    v1: "post /v1/conversations/{displayId}/messages",
    target: conversation,
    base: { ...text, private: true },
    needed: ["clientId"],
    onlyV1: ["direction", "private", "resolve", "holdMs", "lastSeenNumber", ...OF_V1_ONLY],
  },
  "deletions.prepare": { v1: "post /v1/deletions/prepare", base: {}, isOneField: true },
  "deletions.confirm": { v1: "post /v1/deletions/confirm", base: { token: "t" } },
  "deletions.changeRetention": { v1: "patch /v1/account", base: { purgeAfterDays: 30 } },
  "me.setAvailability": { v1: "patch /v1/members/{id}", base: { availability: "online" } },
  "webhooks.create": {
    v1: "post /v1/endpoints",
    base: { url: "https://example.test/", types: ["*"] },
    onlyV1: ["secret"],
  },
  "webhooks.update": { v1: "patch /v1/endpoints/{id}", target: { endpointId: 1 }, base: {} },
  "webhooks.test": {
    v1: "post /v1/endpoints/{id}/test",
    target: { endpointId: 1 },
    base: { type: "message.created" },
  },
  "webhooks.rotate": {
    v1: "post /v1/endpoints/{id}/rotate",
    target: { endpointId: 1 },
    base: {},
    onlyV1: ["secret"],
  },
};

/** Commands whose only input is their target in both edges. */
const BY_TARGET = [
  "audit.review",
  "bulk.cancel",
  "inboxes.rotateIdentifier",
  "inboxes.rotateIdentitySecret",
  "labels.remove",
  "messages.delete",
  "messages.restore",
  "messages.retry",
  "messages.withdraw",
  "notifications.markAllRead",
  "notifications.markRead",
  "teams.remove",
  "views.remove",
  "views.restore",
  "webhooks.disable",
  "webhooks.enable",
  "webhooks.remove",
];

/** Unions, compared below. */
const UNIONS = ["bulk.start", "webhooks.replay"];

/** `/v1` has no such commands; `/v1` exports a contact by a GET. */
const ONLY_TRPC =
  /^(cannedReplies|drafts|members|presence|tokens|topics|twoFactor)\.|^me\.(?!setAvailability)|^contacts\.prepareExport$/;

const bodies = bodiesOfV1();

describe.each(Object.entries(TWINS))("%s", (path, { v1, target, base, onlyV1 = [], ...twin }) => {
  const body = bodies.get(v1);
  const fields = Object.entries(body instanceof z.ZodObject ? body.shape : {});
  const shared = fields.filter(([name]) => !onlyV1.includes(name));
  const toTrpc = twin.toTrpc ?? ((sent: object) => ({ ...target, ...sent }));

  test.each(shared)(`has %s in tRPC exactly as in ${v1}`, (name, field) => {
    const samples = samplesOf(field).filter(({ value }) => value !== null || !twin.needed?.includes(name));
    const outcomes = samples.map(({ what, value }) => {
      const sent = { ...(twin.isOneField ? {} : base), [name]: value };
      const isTaken = body?.safeParse(sent).success;
      return { what, v1: isTaken, trpc: inputOf(path).safeParse(toTrpc(sent)).success };
    });
    expect(outcomes.filter((outcome) => outcome.v1 !== outcome.trpc)).toEqual([]);
    expect(outcomes.some((outcome) => outcome.v1)).toBe(true); // at least one sample is valid
  });

  test("has fields that both edges accept", () => expect(shared).not.toEqual([]));
});

test("an operation on many conversations has one schema in both edges", () => {
  expect(inputOf("bulk.start")).toBe(bodies.get("post /v1/bulk-operations"));
});

test.each([
  { deliveryId: 1 },
  { sinceSeq: 0 },
  { sinceSeq: Number.MAX_SAFE_INTEGER },
  { sinceSeq: -1 },
  { deliveryId: 1, sinceSeq: 0 },
  {},
])("webhooks.replay takes %j exactly as /v1 does", (replay) => {
  const isTaken = bodies.get("post /v1/endpoints/{id}/replay")?.safeParse(replay).success;
  expect(inputOf("webhooks.replay").safeParse({ endpointId: 1, replay }).success).toBe(isTaken);
});

test("every command of tRPC is compared with its twin in /v1, or has none", () => {
  const known = [...Object.keys(TWINS), ...BY_TARGET, ...UNIONS];
  const procedures = z
    .record(z.string(), z.custom<{ _def: { type: string } }>())
    .parse(appRouter._def.procedures);
  const mutations = Object.keys(procedures).filter((path) => procedures[path]?._def.type === "mutation");
  expect(mutations.filter((path) => !ONLY_TRPC.test(path)).sort()).toEqual(known.sort());
});

/** The schema of a procedure's input. */
function inputOf(path: string): z.ZodType {
  const { inputs } = Reflect.get(appRouter._def.procedures, path)._def;
  const [input] = z.array(z.instanceof(z.ZodType)).parse(inputs);
  if (!input) throw new Error(`${path} takes nothing`);
  return input;
}

/** The body of every route of `/v1`, by method and path. */
function bodiesOfV1(): Map<string, z.ZodType> {
  const routes = createApp().openAPIRegistry.definitions.flatMap((each) =>
    each.type === "route" ? [each.route] : [],
  );
  return new Map(
    routes.flatMap(({ method, path, request }): [string, z.ZodType][] => {
      const media = request?.body?.content["application/json"];
      const schema = media && "schema" in media ? media.schema : undefined;
      const body = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
      return body instanceof z.ZodType ? [[`${method} ${path}`, body]] : [];
    }),
  );
}
