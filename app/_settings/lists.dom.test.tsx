import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import { CannedScreen } from "@/app/_settings/canned/canned-screen";
import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import { MacrosScreen } from "@/app/_settings/macros/macros-screen";
import { MembersScreen } from "@/app/_settings/members/members-screen";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox, label } from "@/server/contract/event/sample-dtos";
import { attributeDefinition, cannedReply, macro } from "@/server/contract/event/sample-organising";
import type { ListedCannedReply } from "@/server/contract/organising/canned-reply";
import { MEMBERS_SCREEN } from "@/test/support/dom/members";
import type { Answers } from "@/test/support/dom/network";
import { choose, notices, openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";

describe("canned screen", () => {
  const hi: ListedCannedReply = { ...cannedReply, uses: 0, lastUsedAt: null, visibility: "everybody" };

  test("a short code that another canned reply has is refused at its field", async () => {
    const { user } = openPage(<CannedScreen />, {
      answers: {
        "cannedReplies.list": () => [hi],
        "cannedReplies.create": () => {
          throw new Refusal("canned_reply.taken");
        },
        "attributeDefinitions.list": () => [],
        "inboxes.list": () => [],
        "teams.list": () => [],
        "files.limits": () => ({ bytesMax: 1, perMessage: 1 }),
      },
    });
    await user.click(await screen.findByRole("button", { name: "New canned reply" }));
    const dialog = within(await screen.findByRole("dialog"));
    const code = dialog.getByRole("textbox", { name: "Short code" });
    await user.type(code, hi.shortCode);
    await user.type(dialog.getByRole("textbox", { name: "Text" }), "Once");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(
      await dialog.findByText("Another canned reply already uses this short code.", { exact: false }),
    ).toBeTruthy();
    expect(code.getAttribute("aria-invalid")).toBe("true");
  });

  test("canned replies are found by what is typed, and listed by folder or by use", async () => {
    const { user } = openPage(<CannedScreen />, {
      answers: {
        "attributeDefinitions.list": () => [],
        "cannedReplies.list": () => [
          { ...hi, id: 1, shortCode: "hi", title: "", folder: "Greetings", uses: 1, content: "Hello" },
          { ...hi, id: 2, shortCode: "bye", title: "", folder: "", uses: 7, content: "Goodbye" },
        ],
      },
    });
    const codes = () =>
      screen.getAllByRole("listitem").map((row) => /\/(hi|bye)/.exec(row.textContent ?? "")?.[0]);
    await screen.findByRole("region", { name: "Greetings" });
    await user.click(screen.getByRole("button", { name: "Most used" }));
    expect(codes()).toEqual(["/bye", "/hi"]);
    await user.type(screen.getByRole("searchbox"), "hello");
    expect(codes()).toEqual(["/hi"]);
  });
});

test("the list of canned replies shows variables by their names", async () => {
  const content =
    "Dear {{contact.first_name|customer}}, order {{ conversation.custom_attribute.order_no|}} {{of}} {{contact.vip}}";
  openPage(<CannedScreen />, {
    answers: {
      "attributeDefinitions.list": () => [
        { ...attributeDefinition, model: "conversation", key: "order_no", displayName: "Order number" },
      ],
      "cannedReplies.list": () => [
        { ...cannedReply, content, uses: 0, lastUsedAt: null, visibility: "everybody" },
      ],
    },
  });
  expect(await screen.findByText("Order number")).toBeTruthy();
  const [row] = screen.getAllByRole("listitem");
  expect(row?.textContent).toContain("Dear Contact: first name, order Order number {{of}} vip");
});

describe("labels screen", () => {
  test("a label's name that is taken or built in is refused at the field, and Escape closes the dialog", async () => {
    const { user, inputsOf } = openPage(<LabelsScreen />, {
      answers: {
        "labels.list": () => [label],
        "labels.create": () => {
          throw new Refusal("label.taken");
        },
      },
    });
    for (const name of [label.name, "Spam"]) {
      await user.click(await screen.findByRole("button", { name: "New label" }));
      const dialog = await screen.findByRole("dialog", { name: "New label" });
      const field = within(dialog).getByRole("textbox", { name: "Name" });
      await user.type(field, name);
      await user.click(within(dialog).getByRole("button", { name: "Save" }));
      await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
      within(dialog).getByText("Another label has this name, or the name is built in.");
      await user.keyboard("{Escape}");
      await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
    }
    expect(inputsOf("labels.create")).toMatchObject([
      { name: label.name, colour: "blue", description: "" },
      { name: "Spam", colour: "blue", description: "" },
    ]);
  });
});

test("the deletion of a label says from how many contacts it is removed, too", async () => {
  const { user } = openPage(<LabelsScreen />, {
    answers: {
      "labels.list": () => [label],
      "labels.uses": () => ({ conversations: 0, contacts: 2 }),
    },
  });
  await user.click(await screen.findByRole("button", { name: `Delete ${label.name}` }));
  expect(await screen.findByText("It will be removed from 2 contacts.", { exact: false })).toBeTruthy();
});

describe("members screen", () => {
  const jonas = aMember({ id: 2, name: "Jonas Weber", inboxIds: [inbox.id] });

  const answers: Answers = {
    "members.list": () => [
      aMember({ id: 1, name: "Ada Duarte", email: "ada@example.com", role: "administrator" }),
      jonas,
      aMember({ id: 3, name: "Mariana Costa", email: "mariana@example.com", state: "invited" }),
    ],
    ...MEMBERS_SCREEN,
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
    expect(inputsOf("members.update")).toEqual([{ userId: 1, state: "deactivated" }]);
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

  test("a change of a member's inboxes leaves the role to whom has changed it meanwhile", async () => {
    const { user, inputsOf } = openPage(<MembersScreen />, {
      answers: { ...answers, "members.update": () => jonas },
    });
    await user.click(await screen.findByRole("button", { name: /^Change role .* of Jonas Weber/ }));
    const dialog = within(await screen.findByRole("dialog"));
    await user.click(dialog.getByRole("checkbox", { name: inbox.name }));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    const change = { userId: jonas.id, removeInboxIds: [inbox.id] };
    await expect.poll(() => inputsOf("members.update")).toEqual([change]);
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
    expect(inputsOf("members.invite")).toMatchObject([asked]);
  });
});

test("a macro's row names the variables of its texts, and shows none in part", async () => {
  const content =
    "Hello {{contact.first_name|there}}, I have asked the carrier about {{contact.name}} again.";
  openPage(<MacrosScreen />, {
    answers: {
      "attributeDefinitions.list": () => [],
      "macros.list": () => [{ ...macro, actions: [{ type: "draft", content }], problems: [] }],
      "members.list": () => [],
      "teams.list": () => [],
      "labels.list": () => [],
      "inboxes.list": () => [],
    },
  });
  const row = await screen.findByRole("listitem");
  await expect.poll(() => row.textContent).toContain("Hello Contact: first name, I have asked the carrier");
  expect(row.textContent).toContain("…");
  expect(row.textContent).not.toContain("{{");
});

test("a macro that gets another name keeps the actions that somebody else gives it meanwhile", async () => {
  const { user, inputsOf } = openPage(<MacrosScreen />, {
    answers: {
      "attributeDefinitions.list": () => [],
      "macros.list": () => [{ ...macro, actions: [{ type: "follow" }], problems: [] }],
      "macros.update": () => macro,
      "members.list": () => [],
      "teams.list": () => [],
    },
  });
  await user.click(await screen.findByRole("button", { name: `Edit ${macro.name}` }));
  await user.type(await screen.findByRole("textbox", { name: "Name" }), " 2");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => inputsOf("macros.update"))
    .toEqual([{ macroId: macro.id, name: `${macro.name} 2` }]);
});
