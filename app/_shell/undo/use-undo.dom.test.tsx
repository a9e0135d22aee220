import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { notices, openPage } from "@/test/support/dom/page";
import { useUndo } from "./use-undo";

/** Offers to undo a change after which no conversation was open. */
function Change() {
  const { offer } = useUndo();
  const undo = async () => ({ ok: true as const, operationId: null });
  return (
    <button
      type="button"
      onClick={() =>
        offer({ displayId: 12, text: "Resolved #12", undo, openAfter: null, operationId: "one" })
      }
    >
      Resolve
    </button>
  );
}

test("an undo on another page than the inbox leaves that page as it is", async () => {
  const { user } = openPage(<Change />, { path: "/contacts" });
  const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
  await user.click(screen.getByRole("button", { name: "Resolve" }));
  await user.click(await within(notices()).findByRole("button", { name: "Undo" }));
  await within(notices()).findByRole("button", { name: "Show" });
  expect(location.pathname + location.search).toBe("/contacts");
  expect(assign).not.toHaveBeenCalled();
});
