import { act, screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { useActions } from "@/app/_shell/keys/actions";
import { notices, openPage } from "@/test/support/dom/page";

/** A thread that is assigned by the palette; `show` is the late answer that shows another conversation. */
function openThread() {
  const assigned: number[] = [];
  let show = (_: number) => {};
  function Thread() {
    const [displayId, setDisplayId] = useState(7);
    show = (next) =>
      act(() => {
        history.replaceState(null, "", `/inbox?c=${next}`);
        setDisplayId(next);
      });
    const run = () => void assigned.push(displayId);
    useActions("conversation", { assign: { choices: () => [{ id: "1", name: "Ada", run }] } });
    return null;
  }
  const page = openPage(<Thread />, {
    path: "/inbox?c=7",
    answers: {
      "inboxes.list": () => [],
      "conversations.counts": () => ({ byInbox: {} }) as never,
    },
  });
  return { ...page, assigned, show: (next: number) => show(next) };
}

test("a choice changes the conversation that was shown when the palette opened", async () => {
  const { user, assigned } = openThread();
  await user.keyboard("a");
  await user.click(await screen.findByRole("option", { name: "Ada" }));
  await expect.poll(() => assigned).toEqual([7]);
});

test("a choice does not change another conversation that came meanwhile, and says so", async () => {
  const { user, assigned, show } = openThread();
  await user.keyboard("a");
  await screen.findByRole("option", { name: "Ada" });
  show(8);
  await user.click(screen.getByRole("option", { name: "Ada" }));
  await within(notices()).findByText(/^Nothing was changed/);
  expect(assigned).toEqual([]);
});
