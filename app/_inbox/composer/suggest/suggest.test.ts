import { expect, test } from "vitest";
import { nameUnfilled } from "./name-unfilled";
import { bestOf, type Suggestion, triggerAt } from "./suggest";
import { addUsed, takeUsed } from "./use-canned-replies";

test.each([
  ["/", 1, { sign: "/", from: 0, query: "" }],
  ["Hello /HI", 9, { sign: "/", from: 6, query: "hi" }],
  ["Hello\n/退款", 9, { sign: "/", from: 6, query: "退款" }],
  ["/hi there", 3, { sign: "/", from: 0, query: "hi" }],
  ["Ask @Jo", 7, { sign: "@", from: 4, query: "jo" }],
])("a trigger is found in %j at %s", (content, caret, trigger) => {
  expect(triggerAt(content, caret)).toEqual(trigger);
});

test.each([
  ["and/or", 6],
  ["https://example.com", 19],
  ["1 / 2", 5],
  ["jo@example.com", 8],
  ["/hi there", 9],
  ["", 0],
])("no trigger is found in %j at %s", (content, caret) => {
  expect(triggerAt(content, caret)).toBeNull();
});

const a = (label: string, detail = ""): Suggestion => ({ key: label, label, detail, insert: detail });

test("the beginning of a label precedes its middle, then the title, then the text", () => {
  const titled = { ...a("money"), title: "Refund" };
  const all = [a("thanks", "we refund"), titled, a("no-refund"), a("refund"), a("hello")];
  const found = bestOf(all, "refund", 9).map(({ label }) => label);
  expect(found).toEqual(["refund", "no-refund", "money", "thanks"]);
  expect(bestOf(all, "", 2).map(({ label }) => label)).toEqual(["thanks", "money"]);
});

test("among equals, what was used more often precedes", () => {
  const all = [{ ...a("refund-a"), uses: 1 }, a("refund-b"), { ...a("refund-c"), uses: 9 }];
  const labels = (query: string) => bestOf(all, query, 9).map(({ label }) => label);
  expect(labels("refund")).toEqual(["refund-c", "refund-a", "refund-b"]);
  expect(labels("")).toEqual(["refund-c", "refund-a", "refund-b"]);
});

test("without a query suggestions are listed by folder, those in none first", () => {
  const all = [{ ...a("b"), folder: "Returns" }, { ...a("c"), folder: "Greetings" }, a("d")];
  expect(bestOf(all, "", 9).map(({ label }) => label)).toEqual(["d", "c", "b"]);
});

test.each([
  ["Order {{conversation.custom_attribute.order_number|}} has left.", "Order [order number] has left."],
  ["{{ contact.email }}, {{date}}", "[email], [date]"],
  ["{{name}} and {{ and {contact.name}}", "{{name}} and {{ and {contact.name}}"],
])("in a preview, %s reads %s", (text, read) => {
  expect(nameUnfilled(text)).toBe(read);
});

const reply = (key: string, insert: string) => ({ key, insert });
const taken = (displayId: number, content: string) => takeUsed(displayId, content).map(({ key }) => key);

test("a text is sent with the canned replies of which it still has a part, each once", () => {
  addUsed(1, [reply("5", "Dear Ana, thank you for writing.")]);
  addUsed(1, [reply("6", "Returns are free")]);
  addUsed(1, [reply("5", "Dear Ana, thank you for writing.")]);
  expect(taken(1, "Hello! We thank you.")).toEqual(["5"]);
  expect(taken(1, "Dear Ana"), "the next message has none").toEqual([]);
});

test("a changed text without blanks is still sent with its canned reply, a replaced one is not", () => {
  const greeting = [reply("7", "您好，感谢您的来信！")];
  addUsed(1, greeting);
  expect(taken(1, "王先生，感谢您的来信！")).toEqual(["7"]);
  addUsed(1, greeting);
  expect(taken(1, "再见")).toEqual([]);
});

test("replies of one conversation are not those of another, and a text that came back has them again", () => {
  addUsed(1, [reply("5", "Hello")]);
  expect(taken(2, "Hello")).toEqual([]);
  const sent = takeUsed(1, "Hello");
  addUsed(1, sent);
  expect(taken(1, "Hello")).toEqual(["5"]);
});
