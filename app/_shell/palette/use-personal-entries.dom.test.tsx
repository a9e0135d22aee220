import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { useLeaveToast } from "@/app/_shell/unsent/leave";
import { unsentOf } from "@/app/_shell/unsent/page-unsent";
import { notices, openPage } from "@/test/support/dom/page";
import { usePersonalEntries } from "./use-personal-entries";

function Palette() {
  useLeaveToast();
  const out = usePersonalEntries().find(({ id }) => id === "sign out");
  return (
    <button type="button" onClick={() => out && "run" in out.does && out.does.run()}>
      {out?.name}
    </button>
  );
}

test("signing out by the palette asks first if a text would be lost", async () => {
  const { user } = openPage(<Palette />);
  const text = { kind: "message" as const, content: "On its way" };
  const record = { type: "early" as const, page: "earlier", displayId: 7, text };
  const { store } = unsentOf({ accountId: 1, id: 1 });
  store.write({ key: "early earlier 7", record });
  await user.click(screen.getByRole("button", { name: "Sign out" }));
  await within(notices()).findByText("1 message has not been sent");
  expect(store.list()).toContainEqual(record);
});
