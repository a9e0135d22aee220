import { expect, test } from "vitest";
import { z } from "zod";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { Event } from "@/server/contract/event/event";
import { eventSchemaOf } from "@/server/contract/event/event-schemas";
import { DELIVERY_TYPES, HEARTBEAT } from "@/server/contract/webhook/constants";
import { heartbeat } from "@/server/contract/webhook/special-deliveries";
import { checkEvent } from "@/test/guarantees/laws/checks/event-check";
import { listEventTypes } from "./list-event-types";

const types = listEventTypes(null);
const logged = types.filter(({ isLogged }) => isLogged);

test("every type that a receiver may get is described, and the ones outside the log are marked", () => {
  expect(types.map(({ type }) => type)).toEqual(DELIVERY_TYPES);
  expect(logged.map(({ type }) => type)).toEqual(EVENT_TYPES);
});

test("the sample of a heartbeat matches its schema", () => {
  const [described] = listEventTypes(HEARTBEAT);
  expect(z.strictObject(heartbeat.shape).parse(described?.sample)).toEqual(described?.sample);
  expect(
    z.fromJSONSchema(described?.schema as z.core.JSONSchema.BaseSchema).safeParse(described?.sample).success,
  ).toBe(true);
});

test.each(logged.map((described) => [described.type, described] as const))(
  "the sample of %s is a valid event without unknown keys",
  (_, described) => {
    const sample = eventSchemaOf(described.type as Event["type"]).parse(described.sample);
    checkEvent(described.sample as unknown as Event);
    for (const [field, { to }] of Object.entries(sample.changes))
      if (field in sample.data)
        expect({ [field]: to }).toEqual({ [field]: (described.sample["data"] as never)[field] });
  },
);

test("a key that the published schema lacks is found at any depth", () => {
  const [described] = listEventTypes("view.created");
  const event = structuredClone(described?.sample) as { data: { filter: object } };
  Object.assign(event.data.filter, { lifecycle: "live" });
  expect(() => checkEvent(event as unknown as Event)).toThrow("lifecycle");
});

test("a schema states its type and resource", () => {
  const [described] = listEventTypes("message.status_changed");
  expect(described?.schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    properties: {
      type: { const: "message.status_changed" },
      resource: { properties: { type: { const: "message" } } },
    },
  });
});
