import { expect, test } from "vitest";
import { z } from "zod";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import type { Event } from "@/server/contract/event/event";
import { eventSchemaOf } from "@/server/contract/event/event-schemas";
import { DELIVERY_TYPES, HEARTBEAT } from "@/server/contract/webhook/constants";
import { heartbeat } from "@/server/contract/webhook/heartbeat";
import { checkEvent } from "@/test/guarantees/laws/checks/event-check";
import { listEventTypes } from "./list-event-types";

const types = listEventTypes(null);
const logged = types.filter(({ isLogged }) => isLogged);
const unlogged = types.filter(({ isLogged }) => !isLogged);

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

/** `npx vitest run server/queries/events/list-event-types.test.ts --update` writes the page. */
test("docs/events.md equals the generated page", async () => {
  const rows = (some: typeof types) =>
    some.map(
      ({ type, resource, since, summary }) => `| \`${type}\` | ${resource ?? "–"} | ${since} | ${summary} |`,
    );
  const samples = types.map(
    ({ type, sample }) =>
      `### ${type}\n\n<details><summary>sample</summary>\n\n\`\`\`json\n${JSON.stringify(sample, null, 2)}\n\`\`\`\n\n</details>\n`,
  );
  await expect(
    PAGE({
      logged: rows(logged).join("\n"),
      unlogged: rows(unlogged).join("\n"),
      samples: samples.join("\n"),
    }),
  ).toMatchFileSnapshot("../../../docs/events.md");
});

const PAGE = ({ logged, unlogged, samples }: Record<"logged" | "unlogged" | "samples", string>) => `# Events

Generated from the catalogue in \`server/contract/event/event-types.ts\`. \`GET /v1/event-types\` returns the same, with a
JSON Schema of each type.

An event is a fact. It is recorded once, in the transaction that made it true. \`data\` is the whole resource after the
change, as of the commit; message and conversation events also carry the \`conversation\` and the \`contact\`.
\`changes\` has the values before and after. \`resource.version\` rises with every event of the resource: drop an event
whose version is not greater than yours. \`hash\` is the SHA-256 of the RFC 8785 JSON of the event without \`seq\`,
\`stampedAt\` and \`hash\`.

A message's \`attachments\` are what it shows of its files: an event never has their addresses. A webhook in the native format has
those beside the event, as \`files\`; \`GET /v1/files/{id}\` and \`GET /v1/messages/{id}\` return them. While Tickline fetches or
inspects a file, its \`state\`, size and preview may change, with a \`message.updated\`.

| type | resource | since | recorded when |
|---|---|---|---|
${logged}

These types are sent to webhook endpoints only. They are not in the log and have no \`seq\`, \`resource\` or \`hash\`.
\`/v1/events\` never returns them, and \`types\` does not select them. \`GET /v1/event-types\` lists them with
\`isLogged: false\`.

| type | resource | since | sent when |
|---|---|---|---|
${unlogged}

## Samples

${samples}`;
