import { expect, test } from "vitest";
import { createOfferBook, type Offer } from "./offers";

const offer = (more: { isEnabled?: boolean } = {}): Offer => ({ run: () => undefined, ...more });

test("what is selected goes before what is open, and that before the page", () => {
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

test("of one layer the last one counts, until it leaves", () => {
  const book = createOfferBook();
  const [first, last] = [offer(), offer()];
  book.add({ layer: "conversation", offers: { reply: first } });
  const leave = book.add({ layer: "conversation", offers: { reply: last } });
  expect(book.find("reply")).toBe(last);
  leave();
  expect(book.find("reply")).toBe(first);
});

test("what cannot be done now is not offered, and nobody behind does it instead", () => {
  const book = createOfferBook();
  book.add({ layer: "conversation", offers: { resolve: offer() } });
  book.add({ layer: "selection", offers: { resolve: offer({ isEnabled: false }), reopen: offer() } });
  expect(book.find("resolve")).toBeNull();
  expect(book.all().map(({ id }) => id)).toEqual(["reopen"]);
});
