import { describe, expect, test } from "vitest";
import { compileAttributePattern } from "./attribute-pattern";
import { cannedValues, fillIn, piecesOf, unfilledIn } from "./fill-in";
import { macroActions } from "./macro";

describe("attribute pattern", () => {
  test.each([
    ["^[A-Z]{2}-\\d+$", "AB-12", true],
    ["^[A-Z]{2}-\\d+$", "ab-12", false],
    ["/^[A-Z]{2}-\\d+$/i", "ab-12", true],
    ["[0-9]+", "no. 12", true],
  ])("the pattern %j on %j: %j", (pattern, text, matches) => {
    expect(compileAttributePattern(pattern)?.(text)).toBe(matches);
  });

  test("a pattern that a backtracking engine would try for ever answers", () => {
    expect(compileAttributePattern("^(a+)+$")?.(`${"a".repeat(5_000)}!`)).toBe(false);
  });

  test("a pattern that RE2 cannot run is null", () => {
    expect(["(", "(?=a)b", "(a)\\1"].map(compileAttributePattern)).toEqual([null, null, null]);
  });
});

describe("fillIn", () => {
  const values = cannedValues({
    contact: {
      name: "李 文",
      email: null,
      phone: "+49 30 1",
      customAttributes: { plan: "Pro", seats: 5, tags: ["a"] },
    },
    agent: { name: "Ada {{conversation.id}}", email: "ada@acme.example" },
    conversation: { displayId: 12, customAttributes: { order_number: "A-17" } },
    inbox: "WhatsApp",
    account: "Acme",
    date: "5 May 2026",
  });

  test.each([
    ["Hello {{contact.name}}!", "Hello 李 文!"],
    ["Hello {{ contact.first_name | there }}!", "Hello 李!"],
    ["{{ contact.name }}, your number is #{{conversation.id}}.", "李 文, your number is #12."],
    ["Regards, {{agent.name}}", "Regards, Ada {{conversation.id}}"],
    [
      "{{agent.first_name}} of {{account.name}}, {{inbox.name}}, {{date}}",
      "Ada of Acme, WhatsApp, 5 May 2026",
    ],
    ["{{contact.custom_attribute.plan}} for {{contact.custom_attribute.seats}}", "Pro for 5"],
    ["Order {{conversation.custom_attribute.order_number|}} has left.", "Order A-17 has left."],
    [
      "{{contact.email|your email}} and {{contact.custom_attribute.city|your city}}",
      "your email and your city",
    ],
    [
      "{{contact.email}} and {{contact.custom_attribute.tags}}",
      "{{contact.email}} and {{contact.custom_attribute.tags}}",
    ],
    ["{{contact.nickname|friend}} and {{user.nickname|friend}}", "friend and {{user.nickname|friend}}"],
    ["{{ and {contact.name}} {{constructor}}", "{{ and {contact.name}} {{constructor}}"],
  ])("%s becomes %s", (written, filled) => {
    expect(fillIn(written, values)).toBe(filled);
  });

  test("a text in pieces has its words and the names of its variables, in order", () => {
    expect(piecesOf("Dear {{ contact.name | you }}, {{name}}: {{date}}")).toEqual([
      { text: "Dear ", isVariable: false },
      { text: "contact.name", isVariable: true },
      { text: ", {{name}}: ", isVariable: false },
      { text: "date", isVariable: true },
    ]);
    expect(piecesOf("")).toEqual([]);
  });

  test("variables without a value are found once each; other braces are the writer's", () => {
    expect(unfilledIn("{{contact.email}} {{contact.email}} {{ contact.nick }} {{name}} {{date}}")).toEqual([
      "{{contact.email}}",
      "{{ contact.nick }}",
      "{{date}}",
    ]);
  });
});

describe("macro", () => {
  const reply = { type: "reply", content: "Thank you" };

  const draft = { type: "draft", content: "Thank you" };

  test.each([
    ["a reply and a draft", [reply, draft], null],
    ["a label to remove", [{ type: "label", remove: ["vip"] }], null],
    ["no action", [], []],
    ["two replies", [reply, reply], []],
    ["two drafts", [draft, reply, draft], []],
    ["labels without a name", [reply, { type: "label", add: [], remove: [] }], [1, "add"]],
  ])("the actions of a macro with %s are refused at their field, or taken", (_, actions, path) => {
    const { error } = macroActions.safeParse(actions);
    expect(error?.issues.map((issue) => issue.path) ?? null).toEqual(path && [path]);
  });
});
