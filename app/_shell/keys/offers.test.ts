import { describe, expect, test } from "vitest";
import { createOfferBook, type Offer, stepTo, targetOf } from "./offers";
import { matchesKey } from "./registry";

describe("offers", () => {
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

  const nothing = { selected: 0, cursor: null, open: null };

  const row = (displayId: number) => ({ layer: "row", displayId });

  const conversation = (displayId: number) => ({ layer: "conversation", displayId });

  const selection = { layer: "selection" };

  test.each([
    ["nothing is pointed at", {}, null],
    ["a conversation is open", { open: 7 }, conversation(7)],
    ["the ring is on a row, and none is open", { cursor: 3 }, row(3)],
    ["a conversation is open, wherever the ring was", { cursor: 3, open: 7 }, conversation(7)],
    ["the ring is on the open one's row", { cursor: 7, open: 7 }, conversation(7)],
    ["rows are selected", { selected: 2 }, selection],
    ["rows are selected beside ring and open one", { selected: 1, cursor: 3, open: 7 }, selection],
  ])("keys act on the right target when %s", (_, pointed, target) => {
    expect(targetOf({ ...nothing, ...pointed })).toEqual(target);
  });

  test.each([
    ["from the ring", { cursor: 2 }, 1, 3],
    ["from the ring, although another one is open", { cursor: 2, open: 4 }, 1, 3],
    ["from the open one", { open: 3 }, -1, 2],
    ["from the open one, if the ring's row has left the list", { cursor: 9, open: 3 }, 1, 4],
    ["to the first one, if neither is listed", { open: 9 }, 1, 1],
    ["nowhere at the end", { cursor: 4 }, 1, null],
    ["nowhere at the beginning", { cursor: 1 }, -1, null],
  ] as const)("a step goes %s", (_, pointed, step, to) => {
    expect(stepTo([1, 2, 3, 4], { ...nothing, ...pointed }, step)).toBe(to);
  });

  test("in an empty list no step goes anywhere", () => {
    expect(stepTo([], nothing, 1)).toBeNull();
  });
});

describe("registry", () => {
  const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
    key,
    code: "",
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  });

  test("a letter matches only itself", () => {
    expect(matchesKey(press("e"), "e")).toBe(true);
    expect(matchesKey(press("r"), "e")).toBe(false);
    for (const modifier of ["ctrlKey", "metaKey", "altKey", "shiftKey"] as const)
      expect(matchesKey(press("e", { [modifier]: true }), "e")).toBe(false);
  });

  test("a letter with Shift is distinguished from the same without, also with caps lock", () => {
    expect(matchesKey(press("J", { shiftKey: true }), "Shift+j")).toBe(true);
    expect(matchesKey(press("j"), "Shift+j")).toBe(false);
    expect(matchesKey(press("J"), "j")).toBe(true);
  });

  test("a sign matches however the keyboard produces it", () => {
    expect(matchesKey(press("?", { shiftKey: true }), "?")).toBe(true);
    expect(matchesKey(press("?"), "?")).toBe(true);
  });

  test("mod is the command key or Ctrl", () => {
    expect(matchesKey(press("k", { ctrlKey: true }), "mod+k")).toBe(true);
    expect(matchesKey(press("k", { metaKey: true }), "mod+k")).toBe(true);
    expect(matchesKey(press("k"), "mod+k")).toBe(false);
  });

  test("on a non-Latin keyboard the key's position decides, on a Latin one never", () => {
    expect(matchesKey(press("у", { code: "KeyE" }), "e")).toBe(true);
    expect(matchesKey(press("f", { code: "KeyE" }), "e")).toBe(false); // Colemak
  });
});
