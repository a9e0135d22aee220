import { expect, test } from "vitest";
import { z } from "zod";
import { bulkRequest } from "@/server/contract/conversation/bulk";
import { subscribedTypes } from "@/server/contract/webhook/inputs";
import { faultOf } from "./input-fault";

const found = (schema: z.ZodType, input: unknown) => {
  const { error } = schema.safeParse(input);
  if (!error) throw new Error("it fits");
  return faultOf(error, input);
};

const endpoint = z.strictObject({ types: subscribedTypes });
const either = z.union([
  z.strictObject({ deliveryId: z.number() }),
  z.strictObject({ sinceSeq: z.number() }),
  z.strictObject({ from: z.iso.datetime("must be a time"), to: z.iso.datetime("must be a time") }),
]);
const bulk = (more: object) => ({
  action: "status",
  params: { signal: "resolve" },
  target: { query: {} },
  ...more,
});

test.each<[string, z.ZodType, unknown, string | undefined, string]>([
  ["an unknown type in a list", endpoint, { types: ["nope"] }, "types.0", '"message.created/in"'],
  [
    "the second one of a list",
    endpoint,
    { types: ["message.created", "nope"] },
    "types.1",
    '"message.created"',
  ],
  ["no list", endpoint, { types: "message.created" }, "types", "expected array"],
  [
    "a field of a query",
    bulkRequest,
    bulk({ target: { query: { status: "nope" } } }),
    "target.query.status",
    '"open"',
  ],
  ["an id among ids", bulkRequest, bulk({ target: { ids: [1, "x"] } }), "target.ids.1", "expected number"],
  [
    "an unknown key",
    bulkRequest,
    bulk({ target: { query: { state: "open" } } }),
    "target.query.state",
    "Unrecognized",
  ],
  ["no target", bulkRequest, bulk({ target: {} }), "target", "give `ids`, or `displayIds`, or `query`"],
  ["no action", bulkRequest, bulk({ action: "nope" }), "action", "'status' | 'snooze'"],
  [
    "a union without a branch",
    either,
    {},
    "deliveryId",
    "give `deliveryId`, or `sinceSeq`, or `from` and `to`",
  ],
  ["a wrong type in one branch", either, { deliveryId: "x" }, "deliveryId", "expected number"],
  ["half of a way", either, { from: "2026-11-20T09:00:00Z" }, "to", "must be a time"],
  [
    "a value of several types",
    z.object({ a: z.union([z.string(), z.number()]) }),
    { a: true },
    "a",
    "expected number",
  ],
  ["a bad key", z.record(z.string().max(1), z.string()), { ab: "x" }, "ab", "Too big"],
  ["not an object", endpoint, [], undefined, "expected object"],
])("the fault of %s names the field and what it may be", (_, schema, input, field, detail) => {
  expect(found(schema, input)).toEqual({ field, detail: expect.stringContaining(detail) });
});
