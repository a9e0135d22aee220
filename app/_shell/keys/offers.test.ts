import { expect, test } from "vitest";
import { createOfferBook, type Offer } from "./offers";

const offer = (more: { isEnabled?: boolean } = {}): Offer => ({ run: () => undefined, ...more });

test("an offer for the selection wins over one for the open conversation, and that over the page's", () => {
  const book = createOfferBook();
  const [page, open, selected] = [offer(), offer(), offer()];
  const leave = book.add({ layer: "selection", offers: { resolve: selected } });
  book.add({ layer: "page", offers: { resolve: page, help: page } });
  book.add({ layer: "conversation", offers: { resolve: open } });
  expect(book.find("resolve")).toBe(selected);
  leave();
  expect(book.find("resolve")).toBe(open);
  expect(book.find("help")).toBe(page);
  expect(book.find("snooze")).toBeNull();
});

test("an action on the row with the ring is never run on the open conversation instead", () => {
  const book = createOfferBook();
  const open = offer();
  book.add({ layer: "conversation", offers: { takeOver: open, reply: open } });
  const leave = book.add({ layer: "row", offers: { resolve: offer() } });
  expect(book.find("takeOver")).toBeNull();
  expect(book.whyNot("takeOver")).toEqual({ reason: null, target: "row" });
  expect(book.find("reply")).toBe(open); // the composer is on screen
  leave();
  expect(book.find("takeOver")).toBe(open);
});

test("a disabled offer says why, and without a target nothing is pointed at", () => {
  const book = createOfferBook();
  expect(book.whyNot("resolve")).toEqual({ reason: null, target: null });
  book.add({
    layer: "conversation",
    offers: { resolve: { ...offer({ isEnabled: false }), whyNot: "resolved" } },
  });
  expect(book.whyNot("resolve")).toEqual({ reason: "resolved", target: "conversation" });
});

test("within a layer the latest offer wins, until it is removed", () => {
  const book = createOfferBook();
  const [first, last] = [offer(), offer()];
  book.add({ layer: "conversation", offers: { reply: first } });
  const leave = book.add({ layer: "conversation", offers: { reply: last } });
  expect(book.find("reply")).toBe(last);
  leave();
  expect(book.find("reply")).toBe(first);
});

test("a disabled action is not offered, and no lower layer runs it instead", () => {
  const book = createOfferBook();
  book.add({ layer: "conversation", offers: { resolve: offer() } });
  book.add({ layer: "selection", offers: { resolve: offer({ isEnabled: false }), reopen: offer() } });
  expect(book.find("resolve")).toBeNull();
  expect(book.all().map(({ id }) => id)).toEqual(["reopen"]);
});

test("a listener hears of components that come, change and go", () => {
  const book = createOfferBook();
  const heard: number[] = [];
  const end = book.subscribe(() => heard.push(book.version()));
  const leave = book.add({ layer: "page", offers: { help: offer() } });
  book.changed();
  leave();
  end();
  book.changed();
  expect(heard).toEqual([1, 2, 3]);
});
