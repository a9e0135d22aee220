import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { isDisabled } from "@/test/support/dom/disabled";
import { notices, openPage } from "@/test/support/dom/page";
import { TrashScreen } from "./trash-screen";

const NONE = { data: [], nextCursor: null, asOf: "e.1" };
const RETENTION = { purgeAfterDays: 30, receiptMonths: 0 };

test("delivery reports are condensed after months, at least three of them", async () => {
  let receiptMonths = 0;
  const { user, inputsOf } = openPage(<TrashScreen />, {
    answers: {
      "deletions.retention": () => ({ purgeAfterDays: 30, receiptMonths }) as never,
      "deletions.changeRetention": (input) => {
        receiptMonths = input.receiptMonths ?? receiptMonths;
        return {} as never;
      },
      "inboxes.list": () => [],
      "deletions.archives": () => NONE as never,
    },
  });
  const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Condense after (months)" });
  await screen.findByRole("textbox", { name: "Condense after (months)" });
  const save = () =>
    within(field().form ?? document.body).getByRole<HTMLButtonElement>("button", { name: "Save" });
  for (const [typed, isAllowed] of [
    ["2", false],
    ["121", false],
    ["1.5", false],
    ["", false],
    ["3", true],
    ["12", true],
  ] as const) {
    await user.clear(field());
    if (typed !== "") await user.type(field(), typed);
    const error = screen.queryByText("Enter 0, or a whole number of months from 3 to 120.");
    expect([typed, error === null, isDisabled(save())]).toEqual([typed, isAllowed, !isAllowed]);
  }
  await user.keyboard("{Enter}");
  expect(await within(notices()).findByText("Saved")).toBeTruthy();
  await expect.poll(() => [field().value, isDisabled(save())]).toEqual(["12", true]);
  expect(inputsOf("deletions.changeRetention")).toEqual([{ receiptMonths: 12 }]);
});

test("digits that are typed while another number is saved stay, and so does the focus", async () => {
  let purgeAfterDays = 30;
  let answer = () => {};
  const isAnswered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { user, settled } = openPage(<TrashScreen />, {
    answers: {
      "deletions.retention": () => ({ ...RETENTION, purgeAfterDays }) as never,
      "deletions.changeRetention": async (input) => {
        await isAnswered;
        purgeAfterDays = input.purgeAfterDays ?? purgeAfterDays;
        return {} as never;
      },
      "inboxes.list": () => [],
      "deletions.archives": () => NONE as never,
    },
  });
  const field = await screen.findByRole<HTMLInputElement>("textbox", { name: /^Keep trash for/ });
  await user.clear(field);
  await user.type(field, "9{Enter}0");
  answer();
  expect(await within(notices()).findByText("Saved")).toBeTruthy();
  await settled();
  const save = within(field.form ?? document.body).getByRole<HTMLButtonElement>("button", { name: "Save" });
  await expect.poll(() => isDisabled(save)).toBe(false);
  expect([field.isConnected, field.value, document.activeElement === field]).toEqual([true, "90", true]);
  await user.keyboard("{Enter}");
  await expect.poll(() => isDisabled(save)).toBe(true);
  await settled();
  expect(field.value).toBe("90");
});

test("an inbox that deletes its resolved conversations can archive them before", async () => {
  const inbox = { id: 4, name: "Website", deleteResolvedAfterDays: 30, archiveBeforeDeletion: false };
  const { user, inputsOf } = openPage(<TrashScreen />, {
    answers: {
      "deletions.retention": () => RETENTION as never,
      "deletions.archives": () => NONE as never,
      "inboxes.list": () => [inbox, { ...inbox, id: 5, name: "Email", deleteResolvedAfterDays: 0 }] as never,
      "inboxes.update": (input) => {
        inbox.archiveBeforeDeletion = input.archiveBeforeDeletion ?? false;
        return {} as never;
      },
    },
  });
  const archives = () =>
    screen.findAllByRole("switch", { name: /^Archive each conversation before it is deleted/ });
  const [first, ...others] = await archives();
  expect([first?.getAttribute("aria-checked"), others.length]).toEqual(["false", 0]);
  await user.click(first ?? document.body);
  await expect.poll(async () => (await archives())[0]?.getAttribute("aria-checked")).toBe("true");
  expect(inputsOf("inboxes.update")).toEqual([{ inboxId: 4, archiveBeforeDeletion: true }]);
});

test("an archived conversation is found, downloaded and deleted", async () => {
  const file = { id: 9, name: "conversation-30.json.gz", contentType: "application/gzip", bytes: 1200 };
  const facts = {
    sha256: "a",
    width: null,
    height: null,
    durationMs: null,
    hasPreview: false,
    failure: null,
  };
  const document30 = { ...file, ...facts, state: "ready" };
  const archive = {
    id: 2,
    inboxId: 4,
    conversationId: 77,
    displayId: 30,
    contactId: 8,
    contactName: "Grace",
    messageCount: 3,
    firstMessageAt: null,
    lastMessageAt: null,
    archivedAt: "2026-11-24T10:00:00.000Z",
    document: document30,
    attachments: [],
  };
  let archives = [archive];
  const { user, inputsOf } = openPage(<TrashScreen />, {
    answers: {
      "deletions.retention": () => RETENTION as never,
      "inboxes.list": () => [],
      "deletions.archives": () => ({ ...NONE, data: archives }) as never,
      "deletions.deleteArchive": () => {
        archives = [];
        return {} as never;
      },
    },
  });
  const list = within(await screen.findByRole("region", { name: "Archived conversations" }));
  await list.findByText("Grace");
  const hrefs = list.getAllByRole<HTMLAnchorElement>("link").map((link) => link.getAttribute("href"));
  expect(hrefs).toEqual(["/files/9/conversation-30.json.gz?download"]);
  await user.type(list.getByRole("searchbox", { name: "Number or contact" }), "#30");
  await expect.poll(() => inputsOf("deletions.archives").at(-1)).toMatchObject({ search: "#30" });
  await user.click(list.getByRole("button", { name: "Delete the archive of conversation #30" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.click(dialog.getByRole("button", { name: "Delete archive" }));
  expect(await within(notices()).findByText("Archive deleted")).toBeTruthy();
  expect(await list.findByText("No archived conversations match.")).toBeTruthy();
  expect(inputsOf("deletions.deleteArchive")).toEqual([{ archiveId: 2 }]);
});
