import { expect, test } from "vitest";
import { byName } from "./by-name";

test("names are in the order in which a reader looks for them, whatever their case and accents", () => {
  const names = ["Team 10", "zoe", "Ärzte", "王", "Team 2", "Anna", "apple", "李", "Élan"];
  const sorted = names.map((name, id) => ({ name, id })).sort(byName);
  expect(sorted.map(({ name }) => name).join(", ")).toBe(
    "李, 王, Anna, apple, Ärzte, Élan, Team 2, Team 10, zoe",
  );
});

test("equal names are in the order of their ids", () => {
  const [second, first] = [
    { name: "Anna", id: 2 },
    { name: "Anna", id: 1 },
  ];
  expect([second, first].sort(byName)).toEqual([first, second]);
});
