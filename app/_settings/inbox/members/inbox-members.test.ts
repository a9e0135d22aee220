import { expect, test } from "vitest";
import { aMember as member } from "@/test/support/scenes/dtos";
import { splitByInbox } from "./inbox-members";

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
