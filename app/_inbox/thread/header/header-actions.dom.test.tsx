import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { StatusActions } from "@/app/_inbox/change/use-status-actions";
import type { Offers } from "@/app/_shell/keys/offers";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import { HeaderActions } from "./header-actions";

const nothing = () => {};
const actions = {} as StatusActions; // none is called

/** The items of the conversation's menu, in an inbox of a channel. */
async function menuIn(
  channel: "evolution" | "wukongim",
  { hasCommands = false, offers = {} }: { hasCommands?: boolean; offers?: Offers } = {},
) {
  const { user, inputsOf } = openPage(
    <HeaderActions
      conversation={aConversation()}
      actions={actions}
      offers={offers}
      onPickSnooze={nothing}
      onDetails={nothing}
    />,
    {
      answers: {
        "inboxes.list": () => [{ ...inbox, id: 1, channel }],
        "members.list": () => [],
        "messages.commands": () => ({ data: hasCommands ? [{}] : [], nextCursor: null }) as never,
      },
    },
  );
  await user.click(screen.getByRole("button", { name: "More actions" }));
  await screen.findByRole("menuitem", { name: /^Label/ });
  if (channel !== "wukongim") await expect.poll(() => inputsOf("messages.commands").length).toBe(1);
  return () => screen.getAllByRole("menuitem").map((item) => item.textContent ?? "");
}

test("the menu of a conversation has every change that needs a choice", async () => {
  const items = await menuIn("evolution");
  for (const name of ["Snooze", "Assign", "Label", "Priority", "Team", "Move", "Run macro"])
    expect(items()).toContainEqual(expect.stringContaining(name));
});

test("the menu has what can be done, and not what has a button at all widths", async () => {
  const run = nothing;
  const items = await menuIn("evolution", {
    offers: {
      move: { choices: () => [], isEnabled: false },
      markPending: { run, isEnabled: false },
      takeOver: { run },
      resolve: { run },
    },
  });
  expect(items()).toContainEqual(expect.stringContaining("Take over"));
  for (const name of ["Move", "pending", "Resolve"])
    expect(items()).not.toContainEqual(expect.stringContaining(name));
});

test.each([
  ["evolution", false, false],
  ["evolution", true, true],
  ["wukongim", false, true],
] as const)(
  "a conversation of %s, with a command message: %s, offers to show command messages: %s",
  async (channel, hasCommands, isOffered) => {
    const items = await menuIn(channel, { hasCommands });
    const isShown = () => items().includes("Show command messages");
    if (isOffered) await expect.poll(isShown).toBe(true);
    else expect(isShown()).toBe(false);
  },
);
