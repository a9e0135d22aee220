import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { Button } from "./button";
import { Switch } from "./switch";

/** What a page shows while it saves: `end` ends that. */
function openSaving(type: "button" | "submit" | "switch") {
  const saved = vi.fn();
  const bubbled = vi.fn();
  let end = () => {};
  function Saving() {
    const [isPending, setPending] = useState(false);
    end = () => act(() => setPending(false));
    const save = () => {
      saved();
      setPending(true);
    };
    return (
      <form
        onClick={bubbled}
        onKeyDown={() => {}}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <input aria-label="Name" />
        {type === "switch" ? (
          <Switch checked={false} disabled={isPending} onChange={save} aria-labelledby="none" />
        ) : (
          <Button type={type} disabled={isPending} onClick={type === "button" ? save : undefined}>
            Save
          </Button>
        )}
      </form>
    );
  }
  const { user } = openPage(<Saving />);
  const button = screen.getByRole<HTMLButtonElement>(type === "switch" ? "switch" : "button");
  return { user, saved, bubbled, button, end: () => end() };
}

test.each(["button", "submit", "switch"] as const)(
  "a %s that is disabled while it saves keeps the focus, and does nothing",
  async (type) => {
    const { user, saved, bubbled, button, end } = openSaving(type);
    await user.dblClick(button);
    expect(saved).toHaveBeenCalledTimes(1);
    expect([button.disabled, button.getAttribute("aria-disabled")]).toEqual([false, "true"]);
    expect(document.activeElement).toBe(button);
    const clicks = bubbled.mock.calls.length;
    await user.keyboard("{Enter} ");
    expect(saved).toHaveBeenCalledTimes(1);
    expect(bubbled).toHaveBeenCalledTimes(clicks);
    end();
    expect(button.getAttribute("aria-disabled")).toBeNull();
    await user.keyboard("{Enter}");
    expect(saved).toHaveBeenCalledTimes(2);
  },
);

test("without the focus it is disabled, so that no key in a field submits the form again", async () => {
  const { user, saved, button, end } = openSaving("submit");
  await user.click(button);
  await user.click(screen.getByRole("textbox"));
  expect([button.disabled, button.getAttribute("aria-disabled")]).toEqual([true, null]);
  await user.keyboard("{Enter}");
  expect(saved).toHaveBeenCalledTimes(1);
  end();
  await user.keyboard("{Enter}");
  expect(saved).toHaveBeenCalledTimes(2);
});
