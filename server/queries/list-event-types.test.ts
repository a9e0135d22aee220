import { expect, test } from "vitest";
import { EVENT_TYPES, type Event } from "@/server/contract/event";
import { eventSchemaOf } from "@/server/contract/event-types";
import { checkEvent } from "@/test/laws/event-check";
import { listEventTypes } from "./list-event-types";

const types = listEventTypes(null);

test("every event type there is is described", () => {
  expect(types.map(({ type }) => type)).toEqual(EVENT_TYPES);
});

test.each(types.map((told) => [told.type, told] as const))(
  "the sample of %s is an event, to the last key",
  (_, told) => {
    const sample = eventSchemaOf(told.type as Event["type"]).parse(told.sample);
    checkEvent(told.sample as unknown as Event);
    for (const [field, { to }] of Object.entries(sample.changes))
      if (field in sample.data)
        expect({ [field]: to }).toEqual({ [field]: (told.sample["data"] as never)[field] });
  },
);

test("a schema says which type and resource it is of", () => {
  const [told] = listEventTypes("message.status_changed");
  expect(told?.schema).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    properties: {
      type: { const: "message.status_changed" },
      resource: { properties: { type: { const: "message" } } },
    },
  });
});

/** `npx vitest run server/queries/list-event-types.test.ts --update` writes the page anew. */
test("docs/events.md is what the catalogue says", async () => {
  const rows = types.map(
    ({ type, resource, since, summary }) => `| \`${type}\` | ${resource} | ${since} | ${summary} |`,
  );
  const samples = types.map(
    ({ type, sample }) =>
      `### ${type}\n\n<details><summary>sample</summary>\n\n\`\`\`json\n${JSON.stringify(sample, null, 2)}\n\`\`\`\n\n</details>\n`,
  );
  await expect(PAGE(rows.join("\n"), samples.join("\n"))).toMatchFileSnapshot("../../docs/events.md");
});

const PAGE = (rows: string, samples: string) => `# Events

Generated from the catalogue: \`server/contract/event-types.ts\`. \`GET /v1/event-types\` tells the same, with a JSON
Schema of each.

An event is a fact, told once, in the transaction that made it true. \`data\` is the whole resource after the change,
as of commit; message and conversation events carry the \`conversation\` and the \`contact\` too. \`changes\` says what was
before. \`resource.version\` rises with every event of the resource: drop what is not newer than what you have. \`hash\` is
the SHA-256 of the RFC 8785 JSON of the event without \`seq\`, \`stampedAt\` and \`hash\`.

| type | resource | since | told when |
|---|---|---|---|
${rows}

## Samples

${samples}`;
