import { useQuery } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import type { InboxDto } from "@/server/contract/_shared/dto";
import { inbox } from "@/server/contract/event/sample-dtos";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { GeneralForm } from "./general-form";

test("an inbox is set to append members' signatures", async () => {
  const { user, inputsOf } = openPage(<GeneralForm inbox={inbox} onUnsaved={() => {}} />, {
    answers: { "inboxes.update": () => ({ ...inbox, appendsSignatures: true }) },
  });
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Append members' signatures" });
  expect(box.checked).toBe(false);
  await user.click(box);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => inputsOf("inboxes.update"))
    .toEqual([{ inboxId: inbox.id, appendsSignatures: true }]);
});

/** The form of an inbox that another administrator changes while it is open. */
function Scene() {
  const [shown, setShown] = useState(inbox);
  const change = () => setShown({ ...inbox, reviewEveryDays: 7, postedNotices: ["assigned"] });
  return (
    <>
      <button type="button" onClick={change}>
        Meanwhile
      </button>
      <GeneralForm inbox={shown} onUnsaved={() => {}} />
    </>
  );
}

test("what somebody else has changed meanwhile is shown, and not put back by saving another setting", async () => {
  const { user, inputsOf } = openPage(<Scene />, { answers: { "inboxes.update": () => inbox } });
  await user.type(screen.getByRole("textbox", { name: "Name" }), " 2");
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  expect(screen.getByRole<HTMLInputElement>("radio", { checked: true }).value).toBe("7");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => inputsOf("inboxes.update"))
    .toEqual([{ inboxId: inbox.id, name: `${inbox.name} 2` }]);
});

test("what is typed while the form is saved is not saved", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const onUnsaved = vi.fn();
  const { user } = openPage(<GeneralForm inbox={inbox} onUnsaved={onUnsaved} />, {
    answers: {
      "inboxes.update": async () => {
        await answered;
        return inbox;
      },
    },
  });
  const name = screen.getByRole("textbox", { name: "Name" });
  await user.type(name, " 2");
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  await user.click(save);
  await user.type(name, "3");
  answer();
  await expect.poll(() => isDisabled(save)).toBe(false);
  expect(onUnsaved).toHaveBeenLastCalledWith(true);
  await user.click(save);
  await expect.poll(() => onUnsaved.mock.lastCall).toEqual([false]);
});

/** The form of the inbox that is stored, as the page reads it; the test ends each save. */
function openStored(stored: { inbox: InboxDto }) {
  let answer = () => {};
  const Stored = () => {
    const { data } = useQuery(useTRPC().inboxes.get.queryOptions({ inboxId: inbox.id }));
    return data ? <GeneralForm inbox={data} onUnsaved={() => {}} /> : null;
  };
  const page = openPage(<Stored />, {
    answers: {
      "inboxes.get": () => stored.inbox,
      "inboxes.update": async ({ name = stored.inbox.name, ...changes }) => {
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        stored.inbox = { ...stored.inbox, ...changes, name: name.trim() } as InboxDto;
        return stored.inbox;
      },
    },
  });
  const isPending = () => isDisabled(screen.getByRole("button", { name: "Save" }));
  const endSave = async () => {
    answer();
    await expect.poll(isPending).toBe(false);
  };
  return { ...page, endSave };
}

const chosenDays = () => screen.getByRole<HTMLInputElement>("radio", { checked: true }).value;

test("what is chosen while the form is saved stays, and is saved next", async () => {
  const { user, endSave, inputsOf } = openStored({ inbox });
  await user.click(await screen.findByRole("radio", { name: "Weekly" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await user.click(screen.getByRole("radio", { name: "Never" }));
  await endSave();
  expect(chosenDays()).toBe("0");
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect.poll(() => inputsOf("inboxes.update")[1]).toEqual({ inboxId: inbox.id, reviewEveryDays: 0 });
  await endSave();
});

test("a field that was saved shows what is stored, then and later", async () => {
  const stored = { inbox };
  const { user, endSave, inputsOf } = openStored(stored);
  const name = await screen.findByRole<HTMLInputElement>("textbox", { name: "Name" });
  const box = screen.getByRole<HTMLInputElement>("checkbox", { name: "Append members' signatures" });
  const save = screen.getByRole("button", { name: "Save" });
  await user.clear(name);
  await user.type(name, "  Shop  ");
  await user.click(box);
  await user.click(save);
  await endSave();
  expect(name.value).toBe("Shop");
  stored.inbox = { ...stored.inbox, name: "Store", appendsSignatures: false }; // by somebody else
  await user.click(screen.getByRole("radio", { name: "Weekly" }));
  await user.click(save);
  await endSave();
  expect(name.value).toBe("Store");
  expect(box.checked).toBe(false);
  await user.click(screen.getByRole("radio", { name: "Never" }));
  await user.click(save);
  await endSave();
  expect(inputsOf("inboxes.update")[2]).toEqual({ inboxId: inbox.id, reviewEveryDays: 0 });
});
