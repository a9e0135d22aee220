import { fireEvent, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import { AttributeEditor } from "./attribute-editor";

test("a new field whose name another one has says why it is not added", async () => {
  const conversation = aConversation({ id: 7, customAttributes: { plan: "pro" } });
  const { user, inputsOf } = openPage(<AttributeEditor conversation={conversation} />, {
    answers: {
      "attributeDefinitions.list": () => [],
      "conversations.setAttributes": () => ({ row: { conversation }, operationId: null }) as never,
    },
  });
  await user.click(await screen.findByRole("button", { name: "Add field" }));
  await user.type(screen.getByRole("textbox", { name: "Name" }), "plan");
  await user.type(screen.getByRole("textbox", { name: "Value" }), "basic{Enter}");
  expect(screen.getByText("There is already a field with this name.")).toBeTruthy();
  await user.type(screen.getByRole("textbox", { name: "Name" }), " before{Enter}");
  await expect
    .poll(() => inputsOf("conversations.setAttributes"))
    .toMatchObject([{ set: { "plan before": "basic" } }]);
});

test("Enter and Escape that belong to an input method neither save nor reset a field", async () => {
  const conversation = aConversation({ id: 7, customAttributes: { plan: "pro", city: "北" } });
  const { inputsOf } = openPage(<AttributeEditor conversation={conversation} />, {
    answers: {
      "attributeDefinitions.list": () => [
        {
          id: 1,
          model: "conversation",
          key: "city",
          displayName: "City",
          kind: "text",
          choices: [],
          description: null,
        } as never,
      ],
      "conversations.setAttributes": () => ({ row: { conversation }, operationId: null }) as never,
    },
  });
  for (const name of [/plan/, "City"]) {
    const field = await screen.findByRole<HTMLInputElement>("textbox", { name });
    field.focus();
    fireEvent.change(field, { target: { value: "ni" } });
    for (const press of [{ isComposing: true }, { keyCode: 229 }])
      for (const key of ["Enter", "Escape"]) fireEvent.keyDown(field, { key, ...press });
    expect(field.value).toBe("ni");
    expect(document.activeElement).toBe(field);
  }
  expect(inputsOf("conversations.setAttributes")).toEqual([]);
});
