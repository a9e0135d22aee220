import { act, screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { goTo, viewNow } from "@/app/_shared/view/navigate";
import { FIRST_VIEW, hrefOf } from "@/app/_shared/view/view";
import { toView } from "@/app/_shell/saved/use-saved-views";
import { ANY_FILTER, type ViewDto } from "@/server/contract/organising/saved-view";
import type { Answers } from "@/test/support/dom/network";
import { notices, openPage } from "@/test/support/dom/page";
import SavedActions from "./saved-actions";
import { ViewDialog } from "./view-dialog";

const AT = "2026-01-31T08:30:15Z";
const VIEW: ViewDto = {
  id: 3,
  version: 1,
  createdAt: AT,
  updatedAt: AT,
  name: "Urgent",
  ownerId: 1,
  isShared: true,
  filter: { ...ANY_FILTER, priority: "urgent" },
  deletedAt: null,
};

let change = (_: Partial<ViewDto>) => {};

/** A saved view that somebody else changes. */
function Scene() {
  const [saved, setSaved] = useState(VIEW);
  change = (patch) => setSaved({ ...saved, ...patch });
  return <SavedActions view={{ ...FIRST_VIEW, savedId: 3 }} saved={saved} />;
}

/** The list of views as the server has it. */
let listed = [VIEW];

const answers: Answers = {
  "inboxes.list": () => [],
  "labels.list": () => [] as never,
  "members.list": () => [],
  "teams.list": () => [],
  "views.list": () => listed,
  "views.update": ({ viewId: _, ...patch }) => {
    listed = listed.map((view) => ({ ...view, ...patch, version: view.version + 1 }) as ViewDto);
    return listed[0] as ViewDto; // there is one
  },
};

async function open() {
  listed = [VIEW];
  const page = openPage(<Scene />, { path: "/inbox?view=all&saved=3", answers });
  const perform = async (name: string) => {
    await page.user.click(screen.getByRole("button", { name: /Urgent/ }));
    await page.user.click(await screen.findByRole("menuitem", { name }));
  };
  const undo = async () => page.user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  return { ...page, perform, undo, updates: () => page.inputsOf("views.update") };
}

test("sharing a view, and the undo of that, leave its name and filter as others change them", async () => {
  const { perform, undo, updates } = await open();
  await perform("Make private");
  await expect.poll(updates).toEqual([{ viewId: 3, isShared: false }]);
  await undo();
  await expect.poll(() => updates()[1]).toEqual({ viewId: 3, isShared: true });
});

test("the undo of a view's new filter does not put back what somebody else has changed in it since", async () => {
  const { perform, undo, updates } = await open();
  await perform("Update to current list");
  await expect.poll(updates).toHaveLength(1);
  listed = [{ ...VIEW, filter: { ...ANY_FILTER, status: "pending" } }];
  await undo();
  expect(await within(notices()).findByText(/^Couldn.t undo/)).toBeTruthy();
  expect(updates()).toHaveLength(1);
});

test("renaming a view leaves whether it is shared as others change it meanwhile", async () => {
  const { user, perform, updates } = await open();
  await perform("Edit…");
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByRole("textbox", { name: "Name" }), " ones");
  act(() => change({ isShared: false }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  await expect.poll(updates).toEqual([{ viewId: 3, name: "Urgent ones" }]);
});

test("the list of a view follows what somebody else makes of it, unless it is edited here", async () => {
  openPage(<Scene />, { path: hrefOf({ ...toView(VIEW), selected: 7 }), answers });
  await screen.findByRole("button", { name: /Urgent/ });
  act(() => change({ version: 12, filter: { ...ANY_FILTER, status: "pending" } }));
  const followed = new URLSearchParams(location.search);
  expect([followed.get("status"), followed.get("priority"), followed.get("saved")]).toEqual([
    "pending",
    null,
    "3",
  ]);
  act(() => goTo({ ...viewNow(), status: "resolved" }));
  const edited = location.search;
  act(() => change({ version: 13, filter: { ...ANY_FILTER, status: "open" } }));
  expect(location.search).toBe(edited);
});

test("the list of which a view was made stays when the member undoes that", async () => {
  const { perform, undo, updates } = await open();
  await perform("Update to current list");
  await expect.poll(updates).toHaveLength(1);
  const made = location.search;
  act(() => change(listed[0] ?? {}));
  await undo();
  await expect.poll(updates).toHaveLength(2);
  act(() => change(listed[0] ?? {}));
  expect(location.search).toBe(made);
});

test("a list that is saved late does not take its place from the list that was opened meanwhile", async () => {
  let save = () => {};
  const made = new Promise<ViewDto>((resolve) => {
    save = () => resolve(VIEW);
  });
  const { user, inputsOf } = openPage(<ViewDialog view={null} onClose={() => {}} />, {
    path: "/inbox?view=all&priority=urgent",
    answers: { ...answers, "views.create": () => made },
  });
  await user.type(await screen.findByRole("textbox", { name: "Name" }), "Urgent{Enter}");
  await expect.poll(() => inputsOf("views.create")).toHaveLength(1);
  act(() => goTo({ ...FIRST_VIEW, selected: 7 }));
  const opened = location.search;
  save();
  await within(notices()).findByText(/Urgent/);
  expect(location.search).toBe(opened);
});

test("a list that is saved again because no answer came names the same view", async () => {
  const { user, inputsOf } = openPage(<ViewDialog view={null} onClose={() => {}} />, {
    answers: {
      ...answers,
      "views.create": () => {
        throw new Error("no answer");
      },
    },
  });
  await user.type(await screen.findByRole("textbox", { name: "Name" }), "Urgent");
  for (const times of [1, 2]) {
    await user.click(screen.getByRole("button", { name: "Save" }));
    await expect.poll(() => inputsOf("views.create")).toHaveLength(times);
    await expect
      .poll(() => screen.getByRole<HTMLButtonElement>("button", { name: "Save" }).disabled)
      .toBe(false);
  }
  const [first, second] = inputsOf("views.create") as { clientId: string }[];
  expect(first?.clientId).toEqual(expect.any(String));
  expect(second?.clientId).toBe(first?.clientId);
});
