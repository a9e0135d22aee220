import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { attributeDefinition } from "@/server/contract/event/sample-organising";
import { openPage } from "@/test/support/dom/page";
import { AttributesScreen } from "./attributes-screen";

test("fields are moved among all fields: a filtered list has no buttons for it", async () => {
  const definitions = Array.from({ length: 21 }, (_, i) => ({
    ...attributeDefinition,
    id: i + 1,
    key: `field_${i}`,
    displayName: `Field ${i}`,
  }));
  const { user } = openPage(<AttributesScreen />, {
    answers: { "attributeDefinitions.list": () => definitions },
  });
  const moves = () => screen.queryAllByRole("button", { name: /^Move .* up$/ });
  await screen.findByText("Field 20");
  expect(moves()).toHaveLength(21);
  await user.type(screen.getByRole("searchbox"), "Field 1");
  expect(screen.getAllByRole("listitem")).toHaveLength(11);
  expect(moves()).toHaveLength(0);
  await user.clear(screen.getByRole("searchbox"));
  expect(moves()).toHaveLength(21);
});
