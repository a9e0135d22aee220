import { useQuery } from "@tanstack/react-query";
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import { PublicApi } from "@/app/_settings/inbox/connection/public-api";
import { LabelsScreen } from "@/app/_settings/labels/labels-screen";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { inbox, label } from "@/server/contract/event/sample-dtos";
import type { LabelDto } from "@/server/contract/organising/label";
import { later } from "@/test/support/dom/later";
import { notices, openPage } from "@/test/support/dom/page";

test("a dialog that was opened meanwhile stays, with what is typed in it, when the save of the one before is answered", async () => {
  const answer = later<LabelDto>();
  const { user, inputsOf } = openPage(<LabelsScreen />, {
    answers: { "labels.list": () => [label], "labels.create": () => answer.promise },
  });
  const openDialog = async () => {
    await user.click(await screen.findByRole("button", { name: "New label" }));
    return within(await screen.findByRole("dialog")).getByRole<HTMLInputElement>("textbox", { name: "Name" });
  };
  await user.type(await openDialog(), "first{Enter}{Escape}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  const name = await openDialog();
  await user.type(name, "second");
  answer.resolve(label);
  await expect.poll(() => inputsOf("labels.list")).toHaveLength(2); // read again after the save
  expect([screen.getByRole("dialog").contains(name), name.value]).toEqual([true, "second"]);
});

test("a deletion that is answered late says so, and leaves the question about another one open", async () => {
  const answer = later<never>();
  const other = { ...label, id: label.id + 1, name: "other" };
  const { user } = openPage(<LabelsScreen />, {
    answers: {
      "labels.list": () => [label, other],
      "labels.uses": () => ({ conversations: 0, contacts: 0 }),
      "labels.remove": () => answer.promise,
    },
  });
  await user.click(await screen.findByRole("button", { name: `Delete ${label.name}` }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Delete" }));
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Delete other" }));
  await screen.findByRole("dialog", { name: /other/ });
  answer.resolve({} as never);
  await within(notices()).findByText(new RegExp(label.name));
  screen.getByRole("dialog", { name: /other/ });
});

/** The public API of the stored inbox, which is read again after each change. */
function StoredApi() {
  const { data } = useQuery(useTRPC().inboxes.get.queryOptions({ inboxId: inbox.id }));
  return data ? <PublicApi inbox={data} /> : null;
}

test("a replaced identifier leaves the dialog open that shows a secret once", async () => {
  const answer = later<InboxDto>();
  const { user, inputsOf } = openPage(<StoredApi />, {
    answers: {
      "inboxes.rotateIdentifier": () => answer.promise,
      "inboxes.get": () => ({ ...inbox, publicApi: true }),
    },
  });
  await user.click(await screen.findByRole("button", { name: "Replace…" }));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Replace" }));
  await expect.poll(() => inputsOf("inboxes.rotateIdentifier")).toHaveLength(1);
  await user.keyboard("{Escape}");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Create secret…" }));
  const title = (await screen.findByRole("dialog")).textContent;
  answer.resolve(inbox);
  await expect.poll(() => inputsOf("inboxes.get")).toHaveLength(2); // read again after the replacement
  expect(screen.getByRole("dialog").textContent).toBe(title);
});
