import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { account, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";
import { MembersScreen } from "./members-screen";

const jonas = aMember({ id: 2, name: "Jonas Weber", inboxIds: [inbox.id] });

const answers: Answers = {
  "members.list": () => [aMember({ id: 1, name: "Ada Duarte", role: "administrator" }), jonas],
  "members.lastSeen": () => [],
  "members.mails": () => ({ isOn: false, mails: [] }),
  "twoFactor.members": () => [1, 2],
  "twoFactor.requirement": () => ({ requiresTwoFactor: false }),
  "inboxes.list": () => [inbox, { ...inbox, id: 8, name: "Mail" }],
  "account.get": () => ({ ...account, logoFileId: null, timeZone: "UTC", language: "en" }),
};

test("an inbox that is given to a member leaves the others as somebody else has them meanwhile", async () => {
  const { user, inputsOf } = openPage(<MembersScreen />, {
    answers: { ...answers, "members.update": () => jonas },
  });
  await user.click(await screen.findByRole("button", { name: /^Change role .* of Jonas Weber/ }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("checkbox", { name: "Mail" }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await expect.poll(() => inputsOf("members.update")).toEqual([{ userId: jonas.id, addInboxIds: [8] }]);
});
