import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { account, inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { choose, notices, openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";
import { MembersScreen } from "./members-screen";

const jonas = aMember({ id: 2, name: "Jonas Weber", inboxIds: [inbox.id] });
const answers: Answers = {
  "members.list": () => [
    aMember({ id: 1, name: "Ada Duarte", email: "ada@example.com", role: "administrator" }),
    jonas,
    aMember({ id: 3, name: "Mariana Costa", email: "mariana@example.com", state: "invited" }),
  ],
  "members.lastSeen": () => [],
  "members.mails": () => ({ isOn: false, mails: [] }),
  "twoFactor.members": () => [],
  "twoFactor.requirement": () => ({ requiresTwoFactor: false }),
  "inboxes.list": () => [inbox],
  "account.get": () => ({ ...account, logoFileId: null, timeZone: "UTC", language: "en" }),
};

const rows = () => within(screen.getByRole("list", { name: "Members" })).queryAllByRole("listitem");

test("the last administrator cannot be demoted, and sees why", async () => {
  const { user, inputsOf } = openPage(<MembersScreen />, {
    answers: {
      ...answers,
      "members.update": () => {
        throw new Refusal("member.last_administrator");
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Actions for Ada Duarte" }));
  await user.click(await screen.findByRole("menuitem", { name: "Deactivate" }));
  expect(
    await within(notices()).findByText("This is the only administrator.", { exact: false }),
  ).toBeTruthy();
  expect(inputsOf("members.update")).toEqual([{ userId: 1, state: "deactivated", keepTokens: false }]);
});

test("members are filtered by name, role and state, with their number", async () => {
  const page = openPage(<MembersScreen />, { answers });
  const { user } = page;
  await screen.findByText("Jonas Weber");
  expect(rows()).toHaveLength(3);
  await user.type(screen.getByRole("searchbox"), "jon");
  expect(rows()).toHaveLength(1);
  expect(screen.getByText("1 of 3", { exact: false })).toBeTruthy();
  await user.clear(screen.getByRole("searchbox"));
  await choose(page, screen.getByRole("combobox", { name: "Role" }), "Administrator");
  expect(rows().map((row) => row.textContent)).toEqual([expect.stringContaining("Ada Duarte")]);
  await choose(page, screen.getByRole("combobox", { name: "State" }), "Invited");
  expect(rows()).toHaveLength(0);
  await choose(page, screen.getByRole("combobox", { name: "Role" }), "Any");
  expect(rows().map((row) => row.textContent)).toEqual([expect.stringContaining("Mariana Costa")]);
});

test("an invitation takes a role and inboxes, warns while an agent would see nothing, and shows its link once", async () => {
  const { user, inputsOf } = openPage(<MembersScreen />, {
    answers: {
      ...answers,
      "members.invite": () => ({ member: { ...jonas, state: "invited" }, secret: "s3cret" }),
    },
  });
  await user.click(await screen.findByRole("button", { name: "Invite member" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Invite member" }));
  const name = dialog.getByRole("textbox", { name: "Name" });
  await expect.poll(() => document.activeElement === name).toBe(true);
  await user.type(name, "Jonas Weber");
  await user.type(dialog.getByRole("textbox", { name: "Email" }), "jonas@example.com");
  expect(dialog.getByRole("status").textContent).not.toBe("");
  await user.click(dialog.getByRole("checkbox", { name: inbox.name }));
  expect(dialog.getByRole("status").textContent).toBe("");
  await user.click(dialog.getByRole("button", { name: "Create invite link" }));
  const made = within(await screen.findByRole("dialog", { name: "Jonas Weber invited" }));
  expect(made.getByRole<HTMLInputElement>("textbox", { name: "Link" }).value).toContain("/join/s3cret");
  const asked = {
    name: "Jonas Weber",
    email: "jonas@example.com",
    mailIn: "en",
    role: "agent",
    inboxIds: [inbox.id],
  };
  expect(inputsOf("members.invite")).toEqual([asked]);
});
