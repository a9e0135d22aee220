import { screen } from "@testing-library/react";
import { useEffect, useRef, useState } from "react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { Menu, MenuChoice, MenuItem } from "./menu";

/** A message with its actions, and the composer. */
function Message() {
  const composer = useRef<HTMLTextAreaElement>(null);
  const [isQuoted, setQuoted] = useState(false);
  useEffect(() => {
    if (isQuoted) composer.current?.focus();
  }, [isQuoted]);
  return (
    <>
      <Menu trigger={<button type="button">Actions</button>}>
        <MenuItem onSelect={() => setQuoted(true)}>Reply</MenuItem>
        <MenuItem onSelect={() => {}}>Copy link</MenuItem>
      </Menu>
      <textarea ref={composer} aria-label="Composer" />
    </>
  );
}

test.each([
  ["where the choice has put it", "Reply", () => screen.getByLabelText("Composer")],
  ["on its button", "Copy link", () => screen.getByRole("button", { name: "Actions" })],
])("a menu that closes leaves the focus %s", async (_, item, focused) => {
  const { user } = openPage(<Message />);
  await user.click(screen.getByRole("button", { name: "Actions" }));
  await user.click(await screen.findByRole("menuitem", { name: item }));
  await expect.poll(() => screen.queryByRole("menu")).toBeNull();
  await expect.poll(() => document.activeElement).toBe(focused());
});

test.each([
  ["Enter", "{Enter}", "Reply"],
  ["Space", " ", "Reply"],
  ["an arrow down", "{ArrowDown}", "Reply"],
  ["an arrow up", "{ArrowUp}", "Copy link"],
])("%s opens a menu on its item", async (_, key, item) => {
  const { user } = openPage(<Message />);
  screen.getByRole("button", { name: "Actions" }).focus();
  await user.keyboard(key);
  const chosen = await screen.findByRole("menuitem", { name: item });
  await expect.poll(() => document.activeElement).toBe(chosen);
});

test("a menu of choices opens on the present one", async () => {
  const options = ["Open", "Pending", "Resolved"].map((label) => ({ value: label, label }));
  const { user } = openPage(
    <Menu trigger={<button type="button">Status</button>}>
      <MenuChoice label="Status" value="Pending" options={options} onChange={() => {}} />
    </Menu>,
  );
  screen.getByRole("button", { name: "Status" }).focus();
  await user.keyboard("{Enter}");
  const chosen = await screen.findByRole("menuitemradio", { name: "Pending" });
  await expect.poll(() => document.activeElement).toBe(chosen);
});
