import { expect, test } from "vitest";
import type { MemberDto } from "@/server/contract/member/member";
import { isFoundBy, splitByInbox } from "./inbox-readers";

const member = (fields: Partial<MemberDto>): MemberDto => ({
  id: 1,
  version: 1,
  name: "Jonas Weber",
  email: "jonas@example.com",
  role: "agent",
  state: "active",
  availability: "online",
  inboxIds: [],
  createdAt: "2026-11-22T09:00:00.000Z",
  updatedAt: "2026-11-22T09:00:00.000Z",
  ...fields,
});

test("an inbox is seen by the agents who were given it and by every administrator, not by the deactivated", () => {
  const given = member({ id: 1, inboxIds: [7] });
  const other = member({ id: 2, inboxIds: [8], state: "invited" });
  const lead = member({ id: 3, role: "administrator" });
  const gone = member({ id: 4, inboxIds: [7], state: "deactivated" });
  const formerLead = member({ id: 5, role: "administrator", state: "deactivated" });
  expect(splitByInbox([lead, given, other, gone, formerLead], 7)).toEqual({
    readers: [
      { member: given, why: "member" },
      { member: lead, why: "administrator" },
    ],
    others: [other],
  });
});

test("a member is found by a part of the name or of the e-mail, whatever its case", () => {
  const found = (query: string) => isFoundBy(query, member({}));
  expect(["", " WEBER ", "jonas@", "Mariana"].map(found)).toEqual([true, true, true, false]);
});
