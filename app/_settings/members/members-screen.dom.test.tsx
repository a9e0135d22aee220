import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { account, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";
import { MembersScreen } from "./members-screen";

const jonas = aMember({ id: 2, name: "Jonas Weber", inboxIds: [inbox.id] });

const answers: Answers = {
  "members.list": () => [aMember({ id: 1, name: "Ada Duarte", role: "administrator" }), jonas],
  "members.lastSeen": () => [],
  "members.mails": () => ({ isOn: false, hasPasswords: true, mails: [] }),
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

test("after a refused invitation the next one begins without its refusal and its rights", async () => {
  const { user } = openPage(<MembersScreen />, {
    answers: {
      ...answers,
      "members.invite": () => {
        throw new Refusal("user.email_taken", { field: "email" });
      },
    },
  });
  const openDialog = async () => {
    await user.click(await screen.findByRole("button", { name: "Invite member" }));
    return within(await screen.findByRole("dialog", { name: "Invite member" }));
  };
  const first = await openDialog();
  await user.type(first.getByRole("textbox", { name: "Name" }), "Jonas Weber");
  await user.type(first.getByRole("textbox", { name: "Email" }), "jonas@example.com");
  await user.click(first.getByRole("radio", { name: "Administrator" }));
  await user.click(first.getByRole("button", { name: "Create invite link" }));
  await first.findByRole("alert");
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  const next = await openDialog();
  expect(next.queryByRole("alert")).toBeNull();
  expect(next.getByRole<HTMLInputElement>("radio", { name: "Agent" }).checked).toBe(true);
});

test("an administrator is not offered to reset their own two-factor authentication, which is refused", async () => {
  const { user } = openPage(<MembersScreen />, { answers, me: { id: 1 } });
  await user.click(await screen.findByRole("button", { name: "Actions for Jonas Weber" }));
  expect(await screen.findByRole("menuitem", { name: "Reset 2FA…" })).toBeTruthy();
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("menuitem")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Actions for Ada Duarte" }));
  await screen.findByRole("menuitem", { name: "Deactivate" });
  expect(screen.queryByRole("menuitem", { name: "Reset 2FA…" })).toBeNull();
});

test("where passwords are switched off, nobody is offered a link that sets one", async () => {
  const invited = aMember({ id: 3, name: "Li Wen", state: "invited" });
  const { user } = openPage(<MembersScreen />, {
    answers: {
      ...answers,
      "members.list": () => [jonas, invited],
      "members.mails": () => ({ isOn: true, hasPasswords: false, mails: [] }),
    },
  });
  for (const name of ["Jonas Weber", "Li Wen"]) {
    await user.click(await screen.findByRole("button", { name: `Actions for ${name}` }));
    await screen.findByRole("menuitem", { name: "Picture…" });
    const names = screen.getAllByRole("menuitem").map(({ textContent }) => textContent);
    expect(names.filter((text) => /password|link|again/i.test(text ?? ""))).toEqual([]);
    await user.keyboard("{Escape}");
    await expect.poll(() => screen.queryByRole("menuitem")).toBeNull();
  }
  expect(screen.queryByRole("button", { name: /^Resend/ })).toBeNull();
});
