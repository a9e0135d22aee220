import { testEndpoint } from "@/server/commands/webhooks/deliveries";
import {
  createEndpoint,
  deleteEndpoint,
  disableEndpoint,
  ENDPOINTS_MAX,
  enableEndpoint,
  recordEndpointFailing,
  rotateEndpointSecret,
  updateEndpoint,
} from "@/server/commands/webhooks/endpoints";
import { forbidden } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry, type ForeignId } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { idOf, isBot, made, ofInbox } from "./agent-bots";

const fields = { url: "https://hooks.example.com/in", types: ["*"] };

export async function given(stage: Stage): Promise<void> {
  const { endpointId } = { endpointId: (await stage.run(createEndpoint, fields)).result.endpoint.id };
  const tested = await stage.run(testEndpoint, { endpointId, type: "message.created" });
  made.set(stage, { endpointId, deliveryId: tested.result.id });
}
export const disabled = async (stage: Stage) => {
  await given(stage);
  await stage.run(disableEndpoint, { ...idOf(stage), reason: "by_hand" });
};
const rotated = async (stage: Stage) => {
  await given(stage);
  await stage.run(rotateEndpointSecret, { ...idOf(stage), overlapHours: 24 });
};
const failing = async (stage: Stage) => {
  await given(stage);
  await stage.run(recordEndpointFailing, { ...idOf(stage), since: AT });
};
export const AT = new Date("2026-11-19T09:00:00.000Z");

export const foreign = <I>(input: (id: { endpointId: number }) => I): ForeignId<I> => ({
  what: "endpoint",
  scope: "account",
  expect: "endpoint.not_found",
  given,
  input: (_, owner) => input(idOf(owner)),
});
const foreignInbox = <I>(input: (inboxIds: number[]) => I): ForeignId<I> => ({
  what: "inbox",
  scope: "account",
  expect: "inbox.not_found",
  input: (_, owner) => input([owner.inbox.id]),
});

export const ENDPOINT_ENTRIES: Record<string, Entry> = {
  "create-endpoint": entry(createEndpoint)({
    cases: [
      { title: "of all events", expect: ["endpoint.created"], input: () => fields },
      {
        title: "of some, of one inbox, with its own secret",
        expect: ["endpoint.created"],
        input: (s) => ({
          ...fields,
          types: ["message.created", "message.created"],
          inboxIds: [s.inbox.id],
          ordered: true,
          secret: `whsec_${"a2V5".repeat(8)}`,
        }),
      },
      {
        title: "to a private address",
        expect: "endpoint.url_refused",
        input: () => ({ ...fields, url: "http://169.254.169.254/latest" }),
      },
      {
        title: "one too many",
        expect: "endpoint.too_many",
        given: async (s) => {
          for (let n = 0; n < ENDPOINTS_MAX; n++) await s.run(createEndpoint, fields);
        },
        input: () => fields,
      },
      { title: "by an agent", ...forbidden, input: () => fields },
    ],
    foreign: [foreignInbox((inboxIds) => ({ ...fields, inboxIds }))],
  }),

  "update-endpoint": entry(updateEndpoint)({
    cases: [
      {
        title: "everything",
        expect: ["endpoint.updated"],
        given,
        input: (s) => ({
          ...idOf(s),
          url: "https://hooks.example.com/other",
          types: ["conversation.status_changed"],
          inboxIds: [s.inbox.id],
          format: "thin" as const,
          ordered: true,
          concurrency: 2,
          suppressSelf: true,
          heartbeatMinutes: 5,
        }),
      },
      {
        title: "to heartbeats in a format without",
        expect: "input.invalid",
        given,
        input: (s) => ({ ...idOf(s), format: "freescout" as const, heartbeatMinutes: 5 }),
      },
      { title: "to the same", expect: "nothing", given, input: (s) => ({ ...idOf(s), ...fields }) },
      {
        title: "to a private address",
        expect: "endpoint.url_refused",
        given,
        input: (s) => ({ ...idOf(s), url: "http://[::1]/" }),
      },
      { ...ofInbox, input: (s) => ({ ...idOf(s), ordered: true }) },
      { ...isBot, input: (s) => ({ ...idOf(s), ordered: true }) },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...idOf(s), ordered: true }) },
    ],
    foreign: [foreign((id) => ({ ...id, ordered: true }))],
  }),

  "delete-endpoint": entry(deleteEndpoint)({
    cases: [
      { title: "one", expect: ["endpoint.deleted"], given, input: idOf },
      {
        title: "twice",
        expect: "endpoint.not_found",
        given: async (s) => {
          await given(s);
          await s.run(deleteEndpoint, idOf(s));
        },
        input: idOf,
      },
      { ...ofInbox, input: idOf },
      { title: "by an agent", ...forbidden, given, input: idOf },
    ],
    foreign: [foreign((id) => id)],
  }),

  "enable-endpoint": entry(enableEndpoint)({
    cases: [
      { title: "a disabled one", expect: ["endpoint.enabled"], given: disabled, input: idOf },
      { title: "one that is failing", expect: ["endpoint.recovered"], given: failing, input: idOf },
      { title: "an enabled one", expect: "nothing", given, input: idOf },
      { title: "by an agent", ...forbidden, given: disabled, input: idOf },
    ],
    foreign: [foreign((id) => id)],
  }),

  "disable-endpoint": entry(disableEndpoint)({
    cases: [
      {
        title: "one",
        expect: ["endpoint.disabled"],
        given,
        input: (s) => ({ ...idOf(s), reason: "by_hand" as const }),
      },
      {
        title: "one whose address has changed since the answer",
        expect: "nothing",
        given,
        input: (s) => ({ ...idOf(s), reason: "gone" as const, url: "https://hooks.example.com/before" }),
      },
      {
        title: "twice",
        expect: "nothing",
        given: disabled,
        input: (s) => ({ ...idOf(s), reason: "gone" as const }),
      },
      {
        title: "by an agent",
        ...forbidden,
        given,
        input: (s) => ({ ...idOf(s), reason: "by_hand" as const }),
      },
    ],
    foreign: [foreign((id) => ({ ...id, reason: "gone" as const }))],
  }),

  "record-endpoint-failing": entry(recordEndpointFailing)({
    cases: [
      {
        title: "after a day",
        expect: ["endpoint.failing"],
        given,
        input: (s) => ({ ...idOf(s), since: AT }),
      },
      { title: "again", expect: "nothing", given: failing, input: (s) => ({ ...idOf(s), since: AT }) },
      {
        title: "no more",
        expect: ["endpoint.recovered"],
        given: failing,
        input: (s) => ({ ...idOf(s), since: null }),
      },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...idOf(s), since: AT }) },
    ],
    foreign: [foreign((id) => ({ ...id, since: AT }))],
  }),

  "rotate-endpoint-secret": entry(rotateEndpointSecret)({
    cases: [
      {
        title: "with overlap",
        expect: ["endpoint.updated"],
        given,
        input: (s) => ({ ...idOf(s), overlapHours: 24 }),
      },
      {
        title: "immediately",
        expect: ["endpoint.updated"],
        given,
        input: (s) => ({ ...idOf(s), overlapHours: 0 }),
      },
      {
        title: "while another is open",
        expect: "endpoint.rotation_open",
        given: rotated,
        input: (s) => ({ ...idOf(s), overlapHours: 24 }),
      },
      {
        title: "immediately while another is open",
        expect: ["endpoint.updated"],
        given: rotated,
        input: (s) => ({ ...idOf(s), overlapHours: 0 }),
      },
      { ...ofInbox, input: (s) => ({ ...idOf(s), overlapHours: 0 }) },
      { title: "by an agent", ...forbidden, given, input: (s) => ({ ...idOf(s), overlapHours: 24 }) },
    ],
    foreign: [foreign((id) => ({ ...id, overlapHours: 24 }))],
  }),
};
