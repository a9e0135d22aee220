import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
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
  await expect.poll(() => save.disabled).toBe(false);
  expect(onUnsaved.mock.calls.slice(-2)).toEqual([[false], [true]]);
  await user.click(save);
  await expect.poll(() => onUnsaved.mock.lastCall).toEqual([false]);
});
