import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { Command } from "./command";

test("Enter that ends a composition in Safari chooses nothing", async () => {
  const choose = vi.fn();
  const item = { id: "resolve", name: "Resolve", at: [] };
  openPage(
    <Command
      open
      onClose={() => {}}
      onClosed={() => {}}
      label="Commands"
      footer={null}
      placeholder="Search"
      onBack={() => {}}
      query="re"
      onQuery={() => {}}
      groups={[{ id: "all", label: null, items: [item] }]}
      onChoose={choose}
      emptyText=""
    />,
  );
  const field = await screen.findByRole("combobox");
  fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
  expect(choose).not.toHaveBeenCalled();
  fireEvent.keyDown(field, { key: "Enter", keyCode: 13 });
  expect(choose).toHaveBeenCalledTimes(1);
});
