import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { SelectField } from "./select";

const OPTIONS = [
  { value: null, label: "All inboxes" },
  { value: 1, label: "Support" },
  { value: 2, label: "WhatsApp" },
  { value: 3, label: "Closed", disabled: true },
];

function Inbox() {
  const [inboxId, setInboxId] = useState<number | null>(null);
  return (
    <form aria-label="Filter">
      <SelectField label="Inbox" name="inboxId" value={inboxId} options={OPTIONS} onChange={setInboxId} />
    </form>
  );
}

const select = () => screen.getByRole("combobox", { name: "Inbox" });
const sent = () => new FormData(screen.getByRole<HTMLFormElement>("form", { name: "Filter" })).get("inboxId");

test("keys open the list, move, type ahead and choose; Escape changes nothing", async () => {
  const { user } = openPage(<Inbox />);
  expect(select().textContent).toBe("All inboxes");
  await user.tab();
  await user.keyboard("{Enter}");
  await screen.findByRole("listbox");
  await user.keyboard("w{Enter}");
  expect(select().textContent).toBe("WhatsApp");
  expect(sent()).toBe("2");
  await user.keyboard("{Enter}");
  await screen.findByRole("listbox");
  await user.keyboard("{Home}{Escape}");
  expect(select().textContent).toBe("WhatsApp");
  await waitFor(() => expect(document.activeElement).toBe(select()));
});

test("a click chooses an option, null among them; a disabled one cannot be chosen", async () => {
  const { user } = openPage(<Inbox />);
  await user.click(select());
  await user.click(await screen.findByRole("option", { name: "Support" }));
  expect([select().textContent, sent()]).toEqual(["Support", "1"]);
  await user.click(select());
  expect((await screen.findByRole("option", { name: "Closed" })).getAttribute("aria-disabled")).toBe("true");
  await user.click(screen.getByRole("option", { name: "All inboxes" }));
  expect([select().textContent, sent()]).toEqual(["All inboxes", ""]);
});
