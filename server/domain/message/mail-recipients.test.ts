import { expect, test } from "vitest";
import { answered, answeredAll, customerOf, isInboxAddress, withoutDuplicates } from "./mail-recipients";

const one = (address: string, name = "") => ({ name, address });
const isOwn = (address: string) => isInboxAddress(address, "help@shop.example");

test.each([
  ["help@shop.example", true],
  ["HELP@Shop.Example", true],
  ["help+c-1z-0123@shop.example", true],
  ["helper@shop.example", false],
  ["help@shop.example.org", false],
  ["ada@mail.example", false],
])("%s is an address of the inbox: %s", (address, expected) => {
  expect(isOwn(address)).toBe(expected);
});

test("an answer to all goes to the sender and the other recipients, each once, and not to us", () => {
  const mail = {
    from: one("ada@mail.example", "Ada"),
    to: [one("Help@shop.example"), one("bob@mail.example"), one("help+c-1-2@shop.example")],
    cc: [one("BOB@mail.example"), one("cleo@mail.example")],
  };
  expect(answeredAll(mail, { isOwn, customer: null })).toEqual({
    to: [one("ada@mail.example", "Ada"), one("bob@mail.example")],
    cc: [one("cleo@mail.example")],
  });
});

test("an answer goes to the address that the sender named for answers", () => {
  const mail = { from: one("ada@mail.example"), replyTo: one("desk@mail.example"), to: [], cc: [] };
  const answer = { isOwn, customer: one("ada@mail.example") };
  expect(answeredAll(mail, answer).to).toEqual([one("desk@mail.example")]);
  for (const address of ["HELP@shop.example", "desk@", "desk mail@x.example"])
    expect(answered({ ...mail, replyTo: one(address) }, answer)).toEqual([mail.from]);
});

test("an answer goes to all addresses that the sender named for answers but ours, each once", () => {
  const from = one("ada@mail.example");
  const answer = { isOwn, customer: from };
  const replyToOthers = [
    one("help@shop.example"),
    one("desk@"),
    one("DESK@mail.example"),
    one("bob@x.example"),
  ];
  const mail = { from, replyTo: one("desk@mail.example"), replyToOthers };
  expect(answered(mail, answer)).toEqual([one("desk@mail.example"), one("bob@x.example")]);
  expect(answered({ ...mail, replyTo: undefined }, answer)).toEqual([
    from,
    one("DESK@mail.example"),
    one("bob@x.example"),
  ]);
  expect(answered({ ...mail, replyTo: one("help@shop.example") }, answer)).toEqual([
    one("DESK@mail.example"),
    one("bob@x.example"),
  ]);
  expect(answered({ ...mail, dmarc: "fail" }, answer)).toEqual([from]);
});

test("a mail that its sender's domain did not confirm is answered to the customer alone", () => {
  const mail = {
    from: one("ada@mail.example"),
    to: [one("bob@mail.example")],
    cc: [one("cleo@mail.example")],
  };
  const forged = { ...mail, replyTo: one("eve@mail.example"), dmarc: "fail" as const };
  const customer = one("ada@home.example", "Ada");
  expect(answeredAll(forged, { isOwn, customer })).toEqual({ to: [customer], cc: [] });
  expect(answered(forged, { isOwn, customer })).toEqual([customer]);
  expect(answered(forged, { isOwn, customer: null })).toEqual([forged.replyTo]);
});

test.each([
  [
    "whom a form names for answers",
    { from: "form@shop.example", replyTo: "ada@mail.example" },
    "ada@mail.example",
  ],
  [
    "the same from our own address",
    { from: "help@shop.example", replyTo: "ada@mail.example" },
    "ada@mail.example",
  ],
  ["the sender who names nobody", { from: "ada@mail.example" }, "ada@mail.example"],
  ["the sender who names us", { from: "ada@mail.example", replyTo: "help@shop.example" }, "ada@mail.example"],
  [
    "the sender to a group",
    { from: "ada@mail.example", replyTo: "all@x.example", to: "ALL@x.example" },
    "ada@mail.example",
  ],
  [
    "the sender to a list",
    { from: "ada@mail.example", replyTo: "x@x.example", isList: true },
    "ada@mail.example",
  ],
  [
    "the writer to a group that writes in its own name",
    { from: "all@x.example", replyTo: "ada@mail.example", to: "all@x.example", isList: true },
    "ada@mail.example",
  ],
])("a mail is from %s", (_, { from, replyTo, to, isList }: Record<string, string | boolean>, customer) => {
  const addressed = (address: unknown) => (typeof address === "string" ? [one(address)] : []);
  const [replies] = addressed(replyTo);
  const mail = { from: one(String(from)), ...(replies && { replyTo: replies }), to: addressed(to), cc: [] };
  expect(customerOf({ ...mail, isList: isList === true }, isOwn)).toEqual(one(customer));
});

test("an address stands in the first list that has it", () => {
  const [ada, bob] = [one("ada@mail.example"), one("bob@mail.example")];
  expect(withoutDuplicates({ to: [ada, one("ADA@mail.example")], cc: [ada, bob], bcc: [bob] })).toEqual({
    to: [ada],
    cc: [bob],
    bcc: [],
  });
});
