import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import * as transitions from "@/app/_actions/transitions";
import { inbox } from "@/server/contract/event/sample-dtos";
import { isDisabled } from "@/test/support/dom/disabled";
import { openPage } from "@/test/support/dom/page";
import { PolicyForm } from "./policy-form";
import { usePolicyDraft } from "./use-policy-draft";

const saved = { ...inbox, policy: { ...inbox.policy, startAsPending: !inbox.policy.startAsPending } };

/** The rules of an inbox, whose saved state comes when the test has it. */
function Scene() {
  const [shown, setShown] = useState(inbox);
  const draft = usePolicyDraft(shown);
  return (
    <>
      <button type="button" onClick={() => setShown(saved)}>
        The event
      </button>
      <PolicyForm inbox={shown} draft={draft} />
    </>
  );
}

test("what is changed while the rules are saved stays, and can be saved", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const change = vi.spyOn(transitions, "changePolicy").mockImplementation(async () => {
    await answered;
    return { ok: true, result: saved };
  });
  const { user } = openPage(<Scene />, {
    answers: { "inboxes.get": () => saved, "inboxes.list": () => [saved] },
  });
  const [, , start, caller] = screen.getAllByRole("switch");
  const reason = screen.getByRole<HTMLInputElement>("textbox");
  const save = screen.getByRole<HTMLButtonElement>("button", { name: "Save" });
  if (!start || !caller) throw new Error("a switch is missing");
  await user.click(start);
  await user.type(reason, "one");
  await user.click(save);
  await user.click(caller);
  await user.type(reason, " two");
  await user.click(screen.getByRole("button", { name: "The event" }));
  answer();
  await expect.poll(() => isDisabled(save)).toBe(false);
  expect(reason.value).toBe("one two");
  await user.click(save);
  expect(change.mock.lastCall).toEqual([
    { inboxId: inbox.id, callerStatusWins: !inbox.policy.callerStatusWins, reason: "one two" },
  ]);
});
