import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bulkRequest } from "@/server/contract/conversation/bulk";
import { EVENT_TYPES } from "@/server/contract/event/constants";
import { subscribedTypes } from "@/server/contract/webhook/inputs";
import { TRANSITIONS } from "@/server/domain/conversation/conversation";
import { holds } from "@/test/support/scenes/property";
import { countSteps } from "@/test/support/steps";
import { accountSettingsInput } from "./account-dto";
import { type Caller, customerCaller, maySee, systemCaller } from "./caller";
import { chooseLocale } from "./choose-locale";
import { CAUSE_RULES } from "./dto";
import { onOneLine } from "./fields";
import { faultOf, isTooDeep, JSON_DEPTH_MAX } from "./input-fault";
import { isRefusal, REFUSAL_CODES, Refusal } from "./refusal";

describe("account dto", () => {
  test.each([
    ["https://shop.example.com", true],
    ["http://localhost:5173", true],
    ["https://xn--bcher-kva.example", true],
    ["https://shop.example.com/", false],
    ["https://shop.example.com:443", false],
    ["https://Shop.example.com", false],
    ["https://user@shop.example.com", false],
    ["shop.example.com", false],
    ["*", false],
    ["null", false],
    ["file:///etc", false],
  ])("%s is an origin: %s", (origin, expected) => {
    expect(accountSettingsInput.shape.allowedOrigins.safeParse([origin]).success).toBe(expected);
  });
});

describe("choose locale", () => {
  test("the cookie wins, else the reader's first supported language, else English", () => {
    expect(chooseLocale("zh", "en")).toBe("zh");
    expect(chooseLocale("xx", "fr, zh-CN;q=0.8, en;q=0.5")).toBe("zh");
    expect(chooseLocale(undefined, "en-GB,en;q=0.9,zh;q=0.8")).toBe("en");
    expect(chooseLocale(undefined, "zh;q=0, de")).toBe("en");
    expect(chooseLocale(undefined, null)).toBe("en");
  });
});

describe("caller", () => {
  const member = { ...systemCaller(1), userId: 5, inboxIds: [7] };

  const callers: Record<string, Caller> = {
    system: systemCaller(1),
    administrator: { ...member, role: "administrator", inboxIds: "all" },
    agent: { ...member, role: "agent" },
    customer: customerCaller({
      accountId: 1,
      inboxId: 7,
      actor: { type: "contact", id: 5, name: "Ana" },
      mayRun: [],
    }),
  };

  test.each([
    ["an event of their inbox", { inboxId: 7 }, ["system", "administrator", "agent", "customer"]],
    ["an event of another inbox", { inboxId: 8 }, ["system", "administrator"]],
    ["an event of the account", { inboxId: null }, ["system", "administrator", "agent"]],
    [
      "an event for administrators",
      { inboxId: null, audience: "admins" as const },
      ["system", "administrator"],
    ],
    [
      "an event for the member",
      { inboxId: null, audience: "member:5" as const },
      ["system", "administrator", "agent"],
    ],
    [
      "an event for another member",
      { inboxId: null, audience: "member:6" as const },
      ["system", "administrator"],
    ],
  ])("%s is seen by its audience", (_, where, expected) => {
    expect(Object.keys(callers).filter((name) => maySee(callers[name] as Caller, where))).toEqual(expected);
  });
});

describe("fields", () => {
  test.each([
    ["Ana\r\nBcc: all@acme.example", "Ana Bcc: all@acme.example"],
    ["\u202egnp.exe", "gnp.exe"],
    ["\u2066李\u2069 Li\u0000Wen", "李  Li Wen"],
    ["\u202e\u0007", "?"],
    [" مريم ", " مريم "],
    ["👩‍👧 O’Neill", "👩‍👧 O’Neill"],
  ])("the name %j is stored as %j", (given, stored) => expect(onOneLine(given)).toBe(stored));
});

describe("input fault", () => {
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
});

describe("json depth", () => {
  const levelsOf = (value: unknown): number =>
    typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(levelsOf)) : 0;

  const nest = (value: unknown, levels: number): unknown => {
    let nested = value;
    for (let level = 0; level < levels; level += 1) nested = level % 2 === 0 ? [nested] : { '"{[\\': nested };
    return nested;
  };

  test("a JSON text is too deep exactly if its value has more levels than the bound", () => {
    const texts = fc.string({ unit: fc.constantFrom('"', "\\", "[", "]", "{", "}", "a", "\n", "你") });
    const value = fc.oneof(texts, fc.array(texts), fc.dictionary(texts, texts), fc.jsonValue());
    holds(
      fc.property(
        value,
        fc.integer({ min: 0, max: JSON_DEPTH_MAX + 3 }),
        fc.boolean(),
        (inner, levels, wide) => {
          const whole = nest(inner, levels);
          const text = JSON.stringify(whole, null, wide ? 1 : 0);
          expect(isTooDeep(text)).toBe(levelsOf(JSON.parse(text)) > JSON_DEPTH_MAX);
        },
      ),
    );
  });

  test.each([
    ["quotes behind a backslash", '\\"'],
    ["quotes", '"'],
    ["backslashes", "\\"],
    ["levels in a text that is not closed", '"['],
  ])("%s cost as many steps a character in a long text as in a short one", async (_title, unit) => {
    const steps = await countSteps();
    const costOf = async (times: number) => {
      await steps.take();
      isTooDeep(`${unit.repeat(times)}\\`);
      return steps.take();
    };
    const [short, long] = [await costOf(10_000), await costOf(40_000)];
    await steps.stop();
    expect(long).toBeLessThan(5 * short);
  });
});

describe("refusal", () => {
  test("every code, event type and rule exists once", () => {
    for (const list of [REFUSAL_CODES, EVENT_TYPES, CAUSE_RULES])
      expect(new Set(list).size).toBe(list.length);
  });

  test("every refusal of the domain has a known code", () => {
    const ofDomain = Object.values(TRANSITIONS)
      .flatMap((row) => Object.values(row))
      .filter((cell) => cell.includes("."));
    expect(REFUSAL_CODES).toEqual(
      expect.arrayContaining([...ofDomain, "conversation.trashed", "message.not_failed"]),
    );
  });

  test("a refusal is recognised by its code, also one from another copy of the class", () => {
    expect(isRefusal(new Refusal("input.invalid"))).toBe(true);
    expect(isRefusal(Object.assign(new Error("x"), { refusal: "input.invalid" }))).toBe(true);
    expect(isRefusal(Object.assign(new Error("x"), { refusal: "no.such_code" }))).toBe(false);
    expect(isRefusal(new Error("input.invalid"))).toBe(false);
    expect(isRefusal(null)).toBe(false);
  });
});
