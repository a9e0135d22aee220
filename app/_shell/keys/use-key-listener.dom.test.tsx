import { act, fireEvent, screen } from "@testing-library/react";
import { type ComponentType, useState } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { Dialog } from "@/app/_ui/overlay/dialog";
import { Popover } from "@/app/_ui/overlay/popover";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import { openPage } from "@/test/support/dom/page";
import { useActions } from "./actions";

/** A text field that a late answer takes away, on a page that resolves a conversation by its key. */
async function openField() {
  const resolved: number[] = [];
  let take = () => {};
  function Thread() {
    const [isThere, setThere] = useState(true);
    take = () => act(() => setThere(false));
    useActions("conversation", { resolve: { run: () => resolved.push(7) } });
    return isThere ? <textarea aria-label="Reply" /> : null;
  }
  const { user } = openPage(<Thread />, { path: "/inbox?c=7" });
  await user.click(screen.getByRole("textbox"));
  return { resolved, take: () => take() };
}

/** Presses a key where the focus is, at a time of the page's clock. */
function press(key: string, at: number): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  Object.defineProperty(event, "timeStamp", { value: at });
  act(() => void (document.activeElement ?? document.body).dispatchEvent(event));
}

test("the rest of a text whose field is taken away runs no commands, and a key after a pause works", async () => {
  const { resolved, take } = await openField();
  press("h", 10_000);
  take();
  press("e", 10_100);
  press("e", 10_400);
  expect(resolved).toEqual([]);
  press("e", 11_001);
  expect(resolved).toEqual([7]);
});

test.each(["Escape", "Tab"])("after %s, which ends a text, a key works at once", async (end) => {
  const { resolved, take } = await openField();
  press("h", 10_000);
  press(end, 10_050);
  take();
  press("e", 10_100);
  expect(resolved).toEqual([7]);
});

test("a key that is pressed before an open dialog has the focus acts on nothing behind it", async () => {
  const resolved: number[] = [];
  let close = () => {};
  function Thread() {
    const [isOpen, setOpen] = useState(true);
    close = () => act(() => setOpen(false));
    useActions("conversation", { resolve: { run: () => resolved.push(7) } });
    return (
      <Dialog open={isOpen} onOpenChange={setOpen} title="Snooze" closeLabel="Close">
        <input aria-label="Until" />
      </Dialog>
    );
  }
  openPage(<Thread />, { path: "/inbox?c=7" });
  await screen.findByRole("dialog");
  const pressBehind = () => act(() => void fireEvent.keyDown(document.body, { key: "e" }));
  pressBehind();
  expect(resolved).toEqual([]);
  close();
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  const afterPress = () => {
    pressBehind(); // what else ends with the dialog may end later
    return resolved;
  };
  await expect.poll(afterPress).toContain(7);
});

test("a key that is pressed before an open popover has the focus acts on nothing behind it", async () => {
  const resolved: number[] = [];
  function Thread() {
    useActions("conversation", { resolve: { run: () => resolved.push(7) } });
    return (
      <Popover open title="Why?" trigger={<button type="button">Why</button>}>
        Because
      </Popover>
    );
  }
  openPage(<Thread />, { path: "/inbox?c=7" });
  await screen.findByRole("dialog");
  act(() => void fireEvent.keyDown(document.body, { key: "e" }));
  expect(resolved).toEqual([]);
});

test("a letter that is pressed on a button of the composer is text, and no command; Space presses the button", async () => {
  const resolved: number[] = [];
  const pressed: string[] = [];
  function Composer() {
    useActions("conversation", { resolve: { run: () => resolved.push(7) } });
    return (
      <section data-writing>
        <button type="button" onClick={() => pressed.push("Note")}>
          Note
        </button>
        <textarea aria-label="Text" />
      </section>
    );
  }
  const { user } = openPage(<Composer />, { path: "/inbox?c=7" });
  await user.click(screen.getByRole("button", { name: "Note" }));
  await user.keyboard(" ");
  expect(pressed).toEqual(["Note", "Note"]);
  await user.keyboard("even");
  expect(screen.getByLabelText<HTMLTextAreaElement>("Text").value).toBe("even");
  expect(resolved).toEqual([]);
});

const StartDialog = () => (
  <Dialog open onOpenChange={() => {}} title="New conversation" closeLabel="Close">
    <input aria-label="Customer" />
  </Dialog>
);
const InlineField = () => <input aria-label="Customer" ref={(field) => field?.focus()} />;

/** A page that resolves a conversation by `e`, and opens a window by `c` whose code comes by `arrive`. */
function openPageWithWindow() {
  const resolved: number[] = [];
  let arrive = (_: ComponentType) => {};
  const Window = windowOnDemand(() => new Promise<ComponentType>((resolve) => (arrive = resolve)));
  function Thread() {
    const [isOpen, setOpen] = useState(false);
    useActions("conversation", {
      resolve: { run: () => resolved.push(7) },
      start: { run: () => setOpen(true) },
    });
    return isOpen ? <Window /> : null;
  }
  const { user } = openPage(<Thread />, { path: "/inbox?c=7" });
  return { user, resolved, arrive: (window: ComponentType) => act(async () => arrive(window)) };
}

test.each([
  ["a dialog", StartDialog],
  ["a field in the page", InlineField],
])(
  "what is typed while the code of %s is loaded is typed into it, and acts on nothing behind it",
  async (_, window) => {
    Object.defineProperty(document, "execCommand", { value: () => false, configurable: true });
    onTestFinished(() => void Reflect.deleteProperty(document, "execCommand"));
    const { user, resolved, arrive } = openPageWithWindow();
    await user.keyboard("celena");
    await arrive(window);
    const field = await screen.findByLabelText<HTMLInputElement>("Customer");
    await expect.poll(() => field.value).toBe("elena");
    expect(resolved).toEqual([]);
  },
);

test("keys work again when the code of a window does not come", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { resolved } = openPageWithWindow();
  act(() => void fireEvent.keyDown(document.body, { key: "c" }));
  act(() => void fireEvent.keyDown(document.body, { key: "e" }));
  act(() => void vi.advanceTimersByTime(5_000));
  await expect
    .poll(() => {
      act(() => void fireEvent.keyDown(document.body, { key: "e" }));
      return resolved;
    })
    .toEqual([7]);
});
