import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import EmojiPanel from "./emoji-panel";

test("an emoji is chosen also where the browser's storage is full", async () => {
  const full = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  const choose = vi.fn();
  vi.stubGlobal("localStorage", { getItem: () => '["🙂"]', setItem: full });
  const { user } = openPage(<EmojiPanel onChoose={choose} />);
  await user.click(await screen.findByRole("button", { name: "🙂" }));
  expect(choose).toHaveBeenCalledWith("🙂");
});
