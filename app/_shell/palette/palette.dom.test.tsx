import { act, fireEvent, screen, within } from "@testing-library/react";
import { useRef, useState } from "react";
import { expect, onTestFinished, test } from "vitest";
import { useActions } from "@/app/_shell/keys/actions";
import { notices, openPage } from "@/test/support/dom/page";

/** A thread that is assigned by the palette; `show` is the late answer that shows another conversation. */
function openThread() {
  const assigned: number[] = [];
  let show = (_: number) => {};
  function Thread() {
    const [displayId, setDisplayId] = useState(7);
    show = (next) =>
      act(() => {
        history.replaceState(null, "", `/inbox?c=${next}`);
        setDisplayId(next);
      });
    const run = () => void assigned.push(displayId);
    useActions("conversation", { assign: { choices: () => [{ id: "1", name: "Ada", run }] } });
    return null;
  }
  const page = openPage(<Thread />, {
    path: "/inbox?c=7",
    answers: {
      "inboxes.list": () => [],
      "conversations.counts": () => ({ byInbox: {} }) as never,
    },
  });
  return { ...page, assigned, show: (next: number) => show(next) };
}

test("a choice changes the conversation that was shown when the palette opened", async () => {
  const { user, assigned } = openThread();
  await user.keyboard("a");
  await user.click(await screen.findByRole("option", { name: "Ada" }));
  await expect.poll(() => assigned).toEqual([7]);
});

test("a choice does not change another conversation that came meanwhile, and says so", async () => {
  const { user, assigned, show } = openThread();
  await user.keyboard("a");
  await screen.findByRole("option", { name: "Ada" });
  show(8);
  await user.click(screen.getByRole("option", { name: "Ada" }));
  await within(notices()).findByText(/^Nothing was changed/);
  expect(assigned).toEqual([]);
});

/** A thread with a composer; a key is pressed in the frame after the palette was closed, in which its field has the focus. */
async function openComposer() {
  Object.defineProperty(document, "execCommand", { value: () => false, configurable: true });
  onTestFinished(() => void Reflect.deleteProperty(document, "execCommand"));
  const resolved: number[] = [];
  function Thread() {
    const composer = useRef<HTMLTextAreaElement>(null);
    useActions("conversation", {
      reply: { run: () => composer.current?.focus() },
      resolve: { run: () => resolved.push(7) },
    });
    return (
      <>
        <a href="/inbox?c=7">Noor</a>
        <textarea ref={composer} aria-label="Reply" />
      </>
    );
  }
  const { user } = openPage(<Thread />, {
    path: "/inbox?c=7",
    answers: { "inboxes.list": () => [], "conversations.counts": () => ({ byInbox: {} }) as never },
  });
  screen.getByRole("link", { name: "Noor" }).focus();
  await user.keyboard("{Control>}k{/Control}");
  const field = await screen.findByRole("combobox");
  return { resolved, pressIn: (key: string) => act(() => void fireEvent.keyDown(field, { key })) };
}

test("a text that is begun while the palette closes is typed into the field that was chosen", async () => {
  const { resolved, pressIn } = await openComposer();
  fireEvent.click(await screen.findByRole("option", { name: /^Reply/ }));
  for (const key of ["H", "e", "y"]) pressIn(key);
  const composer = screen.getByLabelText<HTMLTextAreaElement>("Reply");
  await expect.poll(() => composer.value).toBe("Hey");
  await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
  expect(document.activeElement).toBe(composer);
  expect(resolved).toEqual([]);
});

test("a key that is pressed while the palette closes without a choice acts on the page", async () => {
  const { resolved, pressIn } = await openComposer();
  pressIn("Escape");
  pressIn("e");
  await expect.poll(() => resolved).toEqual([7]);
});

test("a key that waits for the palette to be gone is typed into it if it is opened again", async () => {
  const { resolved, pressIn } = await openComposer();
  pressIn("Escape");
  pressIn("e");
  act(() => void fireEvent.keyDown(document.body, { key: "k", ctrlKey: true }));
  await expect.poll(() => screen.getByRole<HTMLInputElement>("combobox").value).toBe("e");
  expect(resolved).toEqual([]);
});
