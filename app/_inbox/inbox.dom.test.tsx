import { screen, within } from "@testing-library/react";
import { describe, expect, test } from "vitest";
import GoneNotice from "@/app/_inbox/saved/gone-notice";
import { useView } from "@/app/_shell/view/use-view";
import { inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation, aMember, aTeam } from "@/test/support/scenes/dtos";
import { InboxScreen } from "./inbox-screen";
import { useViewTitle } from "./list/list-pane";

describe("inbox screen", () => {
  const NAMES = ["Ann", "Ben", "Cleo", "Dan", "Eve"];

  const rows = NAMES.map((name, i) => ({
    conversation: aConversation({ id: i + 1, contactId: i + 1 }),
    contact: aContact({ id: i + 1, name }),
  }));

  const answers: Answers = {
    "inboxes.list": () => [inbox],
    "me.get": () => ({ undoSendSeconds: 8 }) as never,
    "account.get": () => ({
      id: 1,
      name: "Acme",
      isDemo: false,
      logoFileId: null,
      timeZone: "UTC",
      language: "en",
    }),
    "notifications.unread": () => ({ count: 0, newest: null }) as never,
    "views.list": () => [],
    "teams.list": () => [],
    "macros.list": () => [],
    "labels.list": () => [],
    "members.list": () => [aMember({ id: 1, name: "Ada Duarte", role: "administrator" })],
    "alerts.open": () => 0,
    "webhooks.troubled": () => 0,
    "undelivered.counts": () => ({}) as never,
    "conversations.counts": () => ({
      ...{ mine: 0, unassigned: 5, trashed: 0, byInbox: {} },
      ...{ open: 5, pending: 0, snoozed: 0, resolved: 0 },
    }),
    "conversations.list": () => ({ data: rows, nextCursor: null, asOf: "0" }) as never,
  };

  const bar = () =>
    within(screen.getByRole("region", { name: "Conversations" })).findByText(/ selected$/, {
      selector: "[role=status]", // beside that of the connection, which the page never gets
    });

  const box = (name: string) => screen.findByRole<HTMLInputElement>("checkbox", { name: `Select ${name}` });

  const picked = () =>
    screen
      .getAllByRole<HTMLInputElement>("checkbox", { checked: true })
      .map((one) => one.getAttribute("aria-label"));

  test("beside an empty list nothing asks to choose a conversation", async () => {
    openPage(<InboxScreen />, {
      path: "/inbox?view=all",
      answers: {
        ...answers,
        "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
      },
    });
    expect(await screen.findByText("Select a conversation")).toBeDefined(); // until the list is known
    await expect.poll(() => screen.queryByText("Select a conversation")).toBeNull();
  });

  test("rows are selected singly, by shift-click and all, and Escape selects none", async () => {
    const { user } = openPage(<InboxScreen />, { path: "/inbox?view=all", answers });
    await user.click(await box("Dan"));
    await expect.poll(async () => (await bar()).textContent).toBe("1 selected");
    const link = screen.getByRole("link", { name: /Ben/ });
    await user.keyboard("{Shift>}");
    await user.click(link);
    await user.keyboard("{/Shift}");
    await expect.poll(async () => (await bar()).textContent).toBe("3 selected");
    expect(picked()).toEqual(["Ben", "Cleo", "Dan"].map((name) => expect.stringContaining(`Select ${name}`)));
    expect(location.search).toBe("?view=all"); // no conversation is opened
    await user.keyboard("{Control>}a{/Control}");
    await expect.poll(async () => (await bar()).textContent).toBe("5 selected");
    await user.keyboard("{Escape}");
    await expect.poll(() => screen.queryAllByRole("checkbox", { checked: true })).toEqual([]);
  });
});

describe("gone notice", () => {
  function Shown() {
    return <GoneNotice view={useView().view} />;
  }

  test("a list with deleted filters shows them one after the other, each with a link that removes it", async () => {
    const { user } = openPage(<Shown />, {
      path: "/inbox?view=all&label=never-there&team=999999",
      answers: {
        "inboxes.list": () => [],
        "teams.list": () => [],
        "members.list": () => [],
        "labels.list": () => [],
      },
    });
    await screen.findByText("This list filters by a deleted team.", { exact: false });
    await user.click(screen.getByRole("link", { name: "Remove filter" }));
    await screen.findByText("filters by the label “never-there”", { exact: false });
    await user.click(screen.getByRole("link", { name: "Remove filter" }));
    await expect.poll(() => screen.queryByRole("status")).toBeNull();
    expect(location.search).toBe("?view=all");
  });
});

describe("title", () => {
  const Title = () => <h1>{useViewTitle(useView().view)}</h1>;
  const answers: Answers = {
    "inboxes.list": () => [{ ...inbox, id: 7, name: "Website" }],
    "teams.list": () => [aTeam({ id: 3, name: "Returns" })],
    "views.list": () => [],
  };

  test.each([
    ["view=all", "All conversations"],
    ["view=all&inbox=7", "Website"],
    ["view=all&team=3", "Returns"],
    ["view=all&inbox=7&team=3", "Website"],
    ["view=unassigned&team=3", "Unassigned"],
    ["view=all&team=9", "All conversations"], // a deleted one
  ])("the list %s is called %s", async (query, name) => {
    openPage(<Title />, { path: `/inbox?${query}`, answers });
    await screen.findByRole("heading", { name });
  });
});
