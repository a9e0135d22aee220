import { screen } from "@testing-library/react";
import { expect, onTestFinished, test } from "vitest";
import { PopoverWindow } from "@/app/_ui/overlay/popover";
import { openComposer } from "@/test/support/dom/composer";

test.each([
  ["Emoji", "searchbox", /emoji/i],
  ["Canned replies", "combobox", /search/i],
] as const)(
  "letters typed while the panel “%s” is being loaded are in its search, and none in the reply",
  async (button, role, name) => {
    Object.defineProperty(document, "execCommand", { value: () => false, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(document, "execCommand"));
    await PopoverWindow.preload(); // as after the first popover of a page
    const { user } = openComposer({});
    const reply = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /^Reply to/ });
    await user.type(reply, "Hello ");
    await user.click(screen.getByRole("button", { name: button }));
    await user.keyboard("par");
    const search = await screen.findByRole<HTMLInputElement>(role, { name });
    await user.keyboard("ty");
    await expect.poll(() => search.value).toBe("party");
    expect(reply.value).toBe("Hello ");
  },
);
