import { expect, test } from "vitest";
import { findInbound, orderOf } from "./inbound";

const PUBLIC = "/public/api/v1/inboxes/abc/contacts/s1/conversations/7";

test.each([
  ["POST", "/channels/whatsapp/abc", "whatsapp", "abc"],
  ["POST", "/channels/whatsapp/abc/?x=1", "whatsapp", "abc"],
  ["POST", "/channels/evolution/abc", "evolution", "abc"],
  ["POST", "/channels/evolution/abc/messages-upsert", "evolution", "abc"],
  ["POST", "/channels/email/abc?secret=s", "email", "abc"],
  ["POST", `${PUBLIC}/messages`, "public_api", "abc/contacts/s1/conversations/7"],
])("%s %s can be kept", (method, url, kind, scope) => {
  expect(findInbound(method, url)).toEqual({ kind, scope });
});

test.each([
  ["GET", "/channels/whatsapp/abc?hub.mode=subscribe"],
  ["POST", "/channels/whatsapp/"],
  ["POST", "/channels/whatsapp/abc/more"],
  ["POST", "/channels/widget/abc/messages"],
  ["PATCH", `${PUBLIC}/messages/1`],
  ["GET", `${PUBLIC}/messages`],
  ["POST", `${PUBLIC}/toggle_typing`],
  ["POST", "/public/api/v1/inboxes/abc/contacts"],
  ["POST", "/api/v1/accounts/1/conversations/1/messages"],
  ["POST", "/message/send"],
  ["POST", "/v1/receipts"],
  ["POST", "http://other/channels/whatsapp/abc"],
  ["POST", "/x?/channels/whatsapp/abc"],
  ["POST", `/channels/email/${"a".repeat(601)}`],
])("%s %s is handed on: its sender needs the answer", (method, url) => {
  expect(findInbound(method, url)).toBeNull();
});

const whatsapp = { kind: "whatsapp", scope: "abc" } as const;
const evolution = { kind: "evolution", scope: "abc" } as const;
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

test("the keys of Meta's webhook are the customers of its messages and statuses, not whom they quote", () => {
  const messages = [{ from: "491", context: { from: "490" } }, { from: "492" }];
  const value = { messages, statuses: [{ recipient_id: "493" }, { recipient_id: "491" }] };
  const echoes = { message_echoes: [{ from: "490", to: "494" }] };
  const body = json({ entry: [{ changes: [{ value }, { value: echoes }] }] });
  const numbers = ["491", "492", "493", "494"].map((number) => `whatsapp abc ${number}`);
  const { keys, under } = orderOf(whatsapp, body);
  expect([[...keys].sort(), under]).toEqual([numbers, "whatsapp abc"]);
});

test("a number counts the same with a plus, and customers who hide theirs by Meta's id of them", () => {
  const value = { messages: [{ from_user_id: "US.1" }], statuses: [{ recipient_user_id: "US.2" }] };
  const echoes = {
    message_echoes: [
      { from: "490", to: "+494" },
      { from: "490", to_user_id: "US.1" },
    ],
  };
  const body = json({ entry: [{ changes: [{ value }, { value: echoes }] }] });
  const people = ["494", "US.1", "US.2"].map((person) => `whatsapp abc ${person}`);
  expect([...orderOf(whatsapp, body).keys].sort()).toEqual(people);
});

test("the keys of Evolution's webhook are all names of its chats", () => {
  const key = { remoteJid: "1@lid", remoteJidAlt: "491@s.whatsapp.net", id: "A" };
  const body = { event: "messages.upsert", data: { key } };
  const chats = ["evolution abc 1@lid", "evolution abc 491@s.whatsapp.net"];
  for (const file of ["", "A".repeat(5_000_000)]) {
    const { keys, under } = orderOf(evolution, json({ ...body, note: '"remoteJid":"x"', file }));
    expect([[...keys].sort(), under]).toEqual([chats, "evolution abc"]);
  }
});

test.each([
  ["no JSON", Buffer.from("{")],
  ["another form", json({ entry: "x" })],
  ["null", json(null)],
  [
    "more than four",
    json({
      entry: Array.from({ length: 5 }, (_, from) => ({
        changes: [{ value: { messages: [{ from: String(from) }] } }],
      })),
    }),
  ],
  ["nobody", json({ entry: [{ changes: [{ value: { messages: [{}, null, 1] } }] }] })],
])("%s has the key of the whole inbox", (_, body) => {
  expect(orderOf(whatsapp, body)).toEqual({ keys: ["whatsapp abc"], under: null });
});

test("mails of an inbox, and messages of a public conversation, have one key", () => {
  expect(orderOf({ kind: "email", scope: "abc" }, json({ from: "a@b" }))).toEqual({
    keys: ["email abc"],
    under: null,
  });
  expect(orderOf({ kind: "public_api", scope: "abc/7" }, json({}))).toEqual({
    keys: ["public_api abc/7"],
    under: null,
  });
});

test("a long name is shortened in the key, and stays another's", () => {
  const keysOf = (from: string) =>
    orderOf(whatsapp, json({ entry: [{ changes: [{ value: { messages: [{ from }] } }] }] })).keys;
  const [one, other] = ["1", "2"].map((end) => keysOf("9".repeat(10_000) + end)[0]);
  expect(one).not.toBe(other);
  expect(one?.length).toBeLessThan(100);
});
