import { screen, within } from "@testing-library/react";
import { type ReactNode, useEffect } from "react";
import { beforeEach, describe, expect, test } from "vitest";
import { CannedScreen } from "@/app/_settings/canned/canned-screen";
import { InboxMembers } from "@/app/_settings/inbox/members/inbox-members";
import { MembersScreen } from "@/app/_settings/members/members-screen";
import { addUndoable, takeUndoable } from "@/app/_shell/undo/undoable";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox } from "@/server/contract/event/sample-dtos";
import { cannedReply } from "@/server/contract/event/sample-organising";
import { MEMBERS_SCREEN } from "@/test/support/dom/members";
import type { Answers } from "@/test/support/dom/network";
import { notices, openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";

const hi = { ...cannedReply, shortCode: "hi", uses: 0, lastUsedAt: null, visibility: "everybody" as const };
const jonas = aMember({ id: 2, name: "Jonas Weber", inboxIds: [inbox.id] });
const undone: string[] = [];

/** A change that was made before the screen was opened. */
function Earlier() {
  useEffect(() => {
    const undo = async () => {
      undone.push("earlier");
      return { ok: true as const, operationId: null };
    };
    addUndoable({ displayId: 12, text: "Resolved #12", undo, openAfter: null });
  }, []);
  return null;
}

const open = (list: ReactNode, answers: Answers) =>
  openPage(
    <>
      <Earlier />
      {list}
    </>,
    { path: "/settings", answers },
  );

const members: Answers = {
  "members.list": () => [aMember({ id: 1, name: "Ada Duarte", role: "administrator" }), jonas],
  ...MEMBERS_SCREEN,
};
const canned: Answers = {
  "cannedReplies.list": () => [hi],
  "cannedReplies.remove": () => null as never,
  "attributeDefinitions.list": () => [],
};

describe("the key of undo takes back what the newest notice says, not an earlier change", () => {
  beforeEach(() => {
    undone.length = 0;
    while (takeUndoable());
  });

  test("a deleted canned reply", async () => {
    const { user, inputsOf, settled } = open(<CannedScreen />, {
      ...canned,
      "cannedReplies.create": () => hi,
    });
    await user.click(await screen.findByRole("button", { name: "Delete /hi" }));
    await within(notices()).findByRole("button", { name: "Undo" });
    await user.keyboard("z");
    await expect.poll(() => inputsOf("cannedReplies.create")).toMatchObject([{ content: hi.content }]);
    await user.keyboard("z");
    await expect.poll(() => undone).toEqual(["earlier"]);
    await settled();
  });

  test("a member who was removed from an inbox", async () => {
    const { user, inputsOf, settled } = open(<InboxMembers inboxId={inbox.id} />, {
      ...members,
      "members.changeInbox": () => null as never,
    });
    await user.click(await screen.findByRole("button", { name: /Jonas Weber/ }));
    await within(notices()).findByRole("button", { name: "Undo" });
    await user.keyboard("z");
    await expect.poll(() => inputsOf("members.changeInbox")).toMatchObject([{ remove: [2] }, { add: [2] }]);
    await within(notices()).findByText(/^Undone/);
    await settled();
    expect(undone).toEqual([]);
  });

  test("a deactivated member", async () => {
    const { user, inputsOf, settled } = open(<MembersScreen />, {
      ...members,
      "members.update": () => jonas,
    });
    await user.click(await screen.findByRole("button", { name: "Actions for Jonas Weber" }));
    await user.click(await screen.findByRole("menuitem", { name: "Deactivate" }));
    await within(notices()).findByRole("button", { name: "Undo" });
    await user.keyboard("z");
    await expect
      .poll(() => inputsOf("members.update"))
      .toMatchObject([{ state: "deactivated" }, { state: "active", keepTokens: true }]);
    await within(notices()).findByText(/^Undone/);
    await settled();
    expect(undone).toEqual([]);
  });
});

test("a canned reply that could not be created again is offered until it is", async () => {
  while (takeUndoable());
  let refusals = 2;
  let listed = hi;
  const { user, inputsOf, settled } = open(<CannedScreen />, {
    ...canned,
    "cannedReplies.list": () => [listed],
    "cannedReplies.remove": () => {
      listed = { ...hi, content: "Another one" };
      return null as never;
    },
    "cannedReplies.create": () => {
      if (refusals-- > 0) throw new Refusal("canned_reply.taken");
      return hi;
    },
  });
  await user.click(await screen.findByRole("button", { name: "Delete /hi" }));
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await user.click(await within(notices()).findByText("Try again"));
  await expect.poll(() => inputsOf("cannedReplies.create")).toHaveLength(2);
  await within(notices()).findByText("Couldn't undo: /hi deleted");
  await user.keyboard("z");
  await within(notices()).findByText("Undone: /hi deleted");
  expect(inputsOf("cannedReplies.create")).toHaveLength(3);
  expect(undone).toEqual([]);
  await settled();
});

test("a canned reply that an earlier try has created again, whose answer was lost, is undone", async () => {
  while (takeUndoable());
  const { user, settled } = open(<CannedScreen />, {
    ...canned,
    "cannedReplies.create": () => {
      throw new Refusal("canned_reply.taken");
    },
  });
  await user.click(await screen.findByRole("button", { name: "Delete /hi" }));
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await within(notices()).findByText("Undone: /hi deleted");
  await settled();
});
