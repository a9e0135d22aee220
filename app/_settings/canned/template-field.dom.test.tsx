import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { attributeDefinition } from "@/server/contract/event/sample-organising";
import { openPage } from "@/test/support/dom/page";
import { TemplateField } from "./template-field";

test("custom fields whose values can be written are among the variables to insert, and in the preview", async () => {
  const { user } = openPage(
    <TemplateField
      label="Text"
      maxLength={100}
      defaultValue="Order {{conversation.custom_attribute.order_no}} has left."
    />,
    {
      answers: {
        "inboxes.list": () => [],
        "attributeDefinitions.list": () => [
          { ...attributeDefinition, model: "conversation", key: "order_no", displayName: "Order number" },
          { ...attributeDefinition, model: "contact", key: "plan", displayName: "Plan" },
          { ...attributeDefinition, model: "contact", key: "two words", displayName: "Two words" },
          { ...attributeDefinition, model: "contact", key: "vip", displayName: "VIP", kind: "checkbox" },
        ],
      },
    },
  );
  await user.click(await screen.findByRole("button", { name: "Insert variable" }));
  for (const name of ["Contact: Plan", "Conversation: Order number", "Today's date"])
    expect(await screen.findByRole("menuitem", { name })).toBeTruthy();
  for (const name of ["Contact: Two words", "Contact: VIP"])
    expect(screen.queryByRole("menuitem", { name })).toBeNull();
  await user.keyboard("{Escape}");
  await user.click(screen.getByText("Preview"));
  expect(await screen.findByText("Order [Order number] has left.")).toBeTruthy();
});

test("a missing text is shown as missing also from its preview", async () => {
  const onSubmit = vi.fn();
  const { user } = openPage(
    <form onSubmit={onSubmit}>
      <TemplateField label="Text" maxLength={100} defaultValue="" />
      <button type="submit">Save</button>
    </form>,
    { answers: { "inboxes.list": () => [], "attributeDefinitions.list": () => [] } },
  );
  await user.click(screen.getByText("Preview"));
  const field = screen.getByLabelText("Text");
  expect(field.closest(".hidden")).not.toBeNull();
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(onSubmit).not.toHaveBeenCalled();
  expect(field.closest(".hidden")).toBeNull();
});
