import { expect, test } from "vitest";
import { aMember } from "@/test/support/scenes/dtos";
import { filterMembers, isFoundBy, NO_FILTER } from "./member-filter";

test("a member is found by a part of the name or of the e-mail, whatever its case", () => {
  const found = (query: string) => isFoundBy(query, aMember({}));
  expect(["", " WEBER ", "jonas@", "Mariana"].map(found)).toEqual([true, true, true, false]);
});

test("members are filtered by role and state together", () => {
  const members = [
    aMember({ id: 1 }),
    aMember({ id: 2, role: "administrator" }),
    aMember({ id: 3, state: "invited" }),
    aMember({ id: 4, role: "administrator", state: "deactivated" }),
  ];
  const idsOf = (filter: object) => filterMembers(members, { ...NO_FILTER, ...filter }).map(({ id }) => id);
  expect(idsOf({})).toEqual([1, 2, 3, 4]);
  expect(idsOf({ role: "administrator" })).toEqual([2, 4]);
  expect(idsOf({ role: "administrator", state: "active" })).toEqual([2]);
  expect(idsOf({ state: "invited" })).toEqual([3]);
});
