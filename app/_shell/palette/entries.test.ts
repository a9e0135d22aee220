import { expect, test } from "vitest";
import { fuzzyFind } from "./entries";

const ranked = (query: string, texts: string[]) =>
  texts
    .flatMap((text) => {
      const find = fuzzyFind(query, text);
      return find ? [{ text, score: find.score }] : [];
    })
    .sort((a, b) => b.score - a.score)
    .map(({ text }) => text);

test("letters in order match a text, with gaps; others do not", () => {
  expect(fuzzyFind("rslv", "Resolve")?.at).toEqual([0, 2, 4, 5]);
  expect(fuzzyFind("evlo", "Resolve")).toBeNull();
  expect(fuzzyFind("", "Resolve")).toEqual({ score: expect.any(Number), at: [] });
});

test("case and accents do not matter, and signs match themselves", () => {
  expect(fuzzyFind("antonio", "Antônio Oliveira")?.at).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(fuzzyFind("邮箱", "支持邮箱")?.at).toEqual([2, 3]);
});

test("the words of a query match in any order", () => {
  expect(fuzzyFind("mar assign", "Assign to Mariana")).not.toBeNull();
  expect(fuzzyFind("mar resolve", "Assign to Mariana")).toBeNull();
});

test("a whole word ranks before pieces of several", () => {
  expect(ranked("to note", ["Team: No team", "Write a note"])).toEqual(["Write a note", "Team: No team"]);
  expect(ranked("to note", ["Move to another inbox: Shop e14", "Write a note"])[0]).toBe("Write a note");
  expect(ranked("open", ["Show all open conversations", "Only pending ones"])[0]).toBe(
    "Show all open conversations",
  );
});

test("beginnings of words and adjacent letters rank first", () => {
  expect(ranked("am", ["Diagram", "Assign to Mariana", "Spam"])[0]).toBe("Assign to Mariana");
  expect(ranked("snooze", ["Show all snoozed", "Snooze", "Some note of zero evidence"])).toEqual([
    "Snooze",
    "Show all snoozed",
    "Some note of zero evidence",
  ]);
});
