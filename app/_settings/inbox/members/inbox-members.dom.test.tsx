import { screen, within } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { expect, test } from "vitest";
import { MembersScreen } from "@/app/_settings/members/members-screen";
import { inbox } from "@/server/contract/event/sample-dtos";
import { later } from "@/test/support/dom/later";
import { MEMBERS_SCREEN } from "@/test/support/dom/members";
import type { Answers } from "@/test/support/dom/network";
import { notices, openPage } from "@/test/support/dom/page";
import { aMember } from "@/test/support/scenes/dtos";
import { InboxMembers } from "./inbox-members";

const jonas = aMember({ id: 2, name: "Jonas Weber", inboxIds: [inbox.id] });

/** A list of members, which its reader leaves while a change of it is saved. */
function open(list: ReactNode, answers: Answers) {
  function Left() {
    const [isLeft, setLeft] = useState(false);
    return (
      <>
        <button type="button" onClick={() => setLeft(true)}>
          Leave
        </button>
        {isLeft ? null : list}
      </>
    );
  }
  return openPage(<Left />, {
    answers: {
      "members.list": () => [aMember({ id: 1, name: "Ada Duarte", role: "administrator" }), jonas],
      ...MEMBERS_SCREEN,
      ...answers,
    },
  });
}

test("an inbox is given back by the undo of a removal that was answered when its row was gone", async () => {
  const { promise: answered, resolve: answer } = later();
  const { user, inputsOf } = open(<InboxMembers inboxId={inbox.id} />, {
    "members.changeInbox": () => answered as never,
  });
  await user.click(await screen.findByRole("button", { name: /Jonas Weber/ }));
  await user.click(screen.getByRole("button", { name: "Leave" }));
  answer();
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await expect
    .poll(() => inputsOf("members.changeInbox"))
    .toEqual([
      { inboxId: inbox.id, remove: [2] },
      { inboxId: inbox.id, add: [2] },
    ]);
});

test("a member is taken back by the undo of a deactivation that was answered when their row was gone", async () => {
  const { promise: answered, resolve: answer } = later();
  const { user, inputsOf } = open(<MembersScreen />, {
    "members.update": () => answered.then(() => jonas),
  });
  await user.click(await screen.findByRole("button", { name: "Actions for Jonas Weber" }));
  await user.click(await screen.findByRole("menuitem", { name: "Deactivate" }));
  await user.click(screen.getByRole("button", { name: "Leave" }));
  answer();
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await expect
    .poll(() => inputsOf("members.update"))
    .toMatchObject([{ state: "deactivated" }, { state: "active" }]);
});

test("the notice of added agents counts those that were added, not one that is chosen meanwhile", async () => {
  const { promise: answered, resolve: answer } = later();
  const other = (id: number, name: string) => aMember({ id, name, inboxIds: [] });
  const { user } = open(<InboxMembers inboxId={inbox.id} />, {
    "members.list": () => [other(3, "Mei Lin"), other(4, "Omar Aziz")],
    "members.changeInbox": () => answered as never,
  });
  await user.click(await screen.findByRole("button", { name: "Add members" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("checkbox", { name: /Mei Lin/ }));
  await user.click(dialog.getByRole("button", { name: /^Add/ }));
  await user.click(dialog.getByRole("checkbox", { name: /Omar Aziz/ }));
  answer();
  expect((await within(notices()).findByText(/added/i)).textContent).toBe("1 member added");
});
