import { fireEvent, screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { useState } from "react";
import { expect, onTestFinished, test, vi } from "vitest";
import { SETUPS } from "@/server/channels/settings";
import { settingsSchemaOf } from "@/server/contract/channel/channel-settings";
import { formSettings } from "@/server/contract/channel/settings-field";
import type { WidgetPreview } from "@/server/contract/channel/widget";
import { inbox } from "@/server/contract/event/sample-dtos";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { WidgetForm } from "./widget-form";

const own = {
  ...inbox,
  channel: "widget" as const,
  settings: {
    allowedOrigins: ["https://shop.example"],
    title: "Shop",
    texts: { zh: { title: "商店", send: "发送吧" } },
    questions: [{ key: "topic", label: "Topic", kind: "text", isRequired: false, options: [] }],
  },
};

const { name, about, schema } = SETUPS.widget;
const channel = {
  kind: "widget",
  name,
  about,
  fields: formSettings(settingsSchemaOf(schema)),
  isOpenable: true,
};

const settings = { ...own.settings, color: "#ff0000", texts: {}, position: "left", questions: [] };

/** The form of an inbox that another administrator changes while it is open. */
function Scene({ onUnsaved }: { onUnsaved: (isUnsaved: boolean) => void }) {
  const [shown, setShown] = useState<typeof inbox>(own);
  return (
    <>
      <button type="button" onClick={() => setShown({ ...own, settings })}>
        Meanwhile
      </button>
      <WidgetForm inbox={shown} onUnsaved={onUnsaved} />
    </>
  );
}

/** The form. The preview's frame has room, and no document: that comes from the server. */
function openForm(update: Answers["inboxes.update"] = () => own) {
  const width = vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  onTestFinished(() => width.mockRestore());
  const unsaved: boolean[] = [];
  const page = openPage(<Scene onUnsaved={(is) => unsaved.push(is)} />, {
    answers: {
      "inboxes.channels": () => [channel] as never,
      "inboxes.update": update,
      "members.list": () => [],
      "notificationSettings.get": () => ({ sendsMails: true }) as never,
    },
  });
  return { ...page, unsaved };
}

/** What the frame is sent from when it reports that it is ready. */
async function sentTo(frame: HTMLIFrameElement): Promise<WidgetPreview[]> {
  const sent: WidgetPreview[] = [];
  const contentWindow = new EventTarget();
  Object.assign(contentWindow, { postMessage: (message: WidgetPreview) => sent.push(message) });
  Object.defineProperty(frame, "contentWindow", { value: contentWindow });
  const isReady = (source: EventTarget) =>
    window.dispatchEvent(Object.assign(new Event("message"), { data: "ready", source }));
  isReady(window);
  expect(sent).toEqual([]);
  isReady(contentWindow);
  await waitFor(() => expect(sent.length).toBeGreaterThan(0));
  return sent;
}

test("the preview is sent what is entered before it is saved, and nothing before its own frame is ready", async () => {
  const { user, unsaved, inputsOf } = openForm();
  const frame = await screen.findByTitle<HTMLIFrameElement>("Preview");
  expect(frame.getAttribute("sandbox")).toBe("allow-scripts allow-forms");
  const sent = await sentTo(frame);
  expect(sent.at(-1)).toMatchObject({
    scene: "first",
    locale: "en",
    config: { title: "Shop", isOnline: true },
  });
  const [title] = screen.getAllByRole("textbox", { name: "Title" });
  if (!title) throw new Error("there is no title");
  await user.type(title, " desk");
  await waitFor(() => expect(sent.at(-1)?.config.title).toBe("Shop desk"));
  await waitFor(() => expect(sent.at(-1)?.config.hasTranscripts).toBe(true)); // the server sends mails
  expect(unsaved).toContain(true);
  await user.click(screen.getByRole("radio", { name: "中文" }));
  await waitFor(() => expect(sent.at(-1)).toMatchObject({ locale: "zh", config: { title: "商店" } }));
  await user.click(screen.getByRole("radio", { name: "Offline" }));
  await waitFor(() => expect(sent.at(-1)).toMatchObject({ scene: "offline", config: { isOnline: false } }));
  expect(JSON.stringify(sent)).not.toContain("shop.example");
  expect(inputsOf("inboxes.update")).toEqual([]);
});

test("a text that was cleared is removed, and texts that nobody edited are not sent", async () => {
  const { user, inputsOf } = openForm();
  await screen.findByTitle("Preview");
  const [, chineseTitle] = screen.getAllByRole("textbox", { name: "Title" });
  await user.clear(chineseTitle as HTMLElement);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => inputsOf("inboxes.update"))
    .toEqual([{ inboxId: own.id, settings: { texts: { zh: { title: null } } } }]);
});

test("questions and texts are saved with the rest, and other texts of a language stay", async () => {
  const { user, inputsOf } = openForm();
  await user.click(await screen.findByRole("button", { name: "Add question" }));
  await user.type(screen.getByRole("textbox", { name: "Question 2" }), "Order number");
  const [, chineseTitle] = screen.getAllByRole("textbox", { name: "Title" });
  if (!chineseTitle) throw new Error("there is no title for a language");
  await user.clear(chineseTitle);
  await user.type(chineseTitle, "小店");
  await user.click(screen.getByRole("button", { name: "Move question 2 up" }));
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(inputsOf("inboxes.update")).toHaveLength(1));
  expect(inputsOf("inboxes.update")).toMatchObject([
    {
      settings: {
        texts: { zh: { title: "小店" } },
        questions: [
          { key: "order_number", label: "Order number", kind: "text", isRequired: false, options: [] },
          { key: "topic", label: "Topic" },
        ],
      },
    },
  ]);
});

test("the colour is typed or chosen: its square and the preview follow", async () => {
  const { user, unsaved } = openForm();
  const sent = await sentTo(await screen.findByTitle<HTMLIFrameElement>("Preview"));
  const field = screen.getByRole("textbox", { name: "Color" });
  const square = document.querySelector<HTMLInputElement>("input[type=color]");
  if (!square) throw new Error("there is no square");
  await user.clear(field);
  await user.type(field, "#aa0044");
  expect(square.value).toBe("#aa0044");
  fireEvent.change(square, { target: { value: "#00aa44" } });
  expect(field).toHaveProperty("value", "#00aa44");
  await waitFor(() => expect(sent.at(-1)?.config.color).toBe("#00aa44"));
  expect(unsaved.at(-1)).toBe(true);
});

test("what somebody else has changed meanwhile is shown, and not put back by saving another setting", async () => {
  const { user, inputsOf } = openForm();
  await screen.findByTitle("Preview");
  await user.type(screen.getAllByRole("textbox", { name: "Title" })[0] as HTMLElement, " desk");
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  expect(screen.queryByRole("textbox", { name: "Question 1" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Save" }));
  await expect
    .poll(() => inputsOf("inboxes.update"))
    .toEqual([{ inboxId: own.id, settings: { title: "Shop desk" } }]);
});

test.each([
  {
    edit: "text",
    run: (user: UserEvent) =>
      user.type(screen.getAllByRole("textbox", { name: "Title" })[0] as HTMLElement, "!"),
  },
  {
    edit: "question",
    run: (user: UserEvent) => user.click(screen.getByRole("button", { name: "Add question" })),
  },
])(
  "a $edit that is edited while the form is saved stays unsaved, also once the save ends",
  async ({ run }) => {
    let answer = () => {};
    const { user, unsaved, settled, inputsOf } = openForm(async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return own;
    });
    await screen.findByTitle("Preview");
    await user.type(screen.getAllByRole("textbox", { name: "Title" })[0] as HTMLElement, " desk");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(inputsOf("inboxes.update")).toHaveLength(1));
    await run(user);
    answer();
    await screen.findByText("Saved");
    await settled();
    expect(unsaved).not.toContain(false);
  },
);

test("a form that was saved has nothing unsaved", async () => {
  const { user, unsaved } = openForm();
  await screen.findByTitle("Preview");
  await user.type(screen.getAllByRole("textbox", { name: "Title" })[0] as HTMLElement, " desk");
  expect(unsaved.at(-1)).toBe(true);
  await user.click(screen.getByRole("button", { name: "Save" }));
  await waitFor(() => expect(unsaved.at(-1)).toBe(false));
});

test("the form says when others have changed a question or a text that is edited in it, and follows what is not", async () => {
  const { user } = openForm();
  await screen.findByTitle("Preview");
  const hint = () => screen.queryByText(/was changed elsewhere meanwhile/);
  const meanwhile = () => user.click(screen.getByRole("button", { name: "Meanwhile" }));
  await user.type(screen.getByRole("textbox", { name: "Question 1" }), "s");
  expect(hint()).toBeNull();
  await meanwhile();
  expect(hint()).not.toBeNull();
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Question 1" }).value).toBe("Topics");
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Color" }).value).toBe("#ff0000");
  expect(document.querySelector<HTMLInputElement>("input[type=color]")?.value).toBe("#ff0000");
});

test("the form says when others have changed a text that is edited in it", async () => {
  const { user } = openForm();
  await screen.findByTitle("Preview");
  const [, chineseTitle] = screen.getAllByRole("textbox", { name: "Title" });
  await user.type(chineseTitle as HTMLElement, "一");
  await user.click(screen.getByRole("button", { name: "Meanwhile" }));
  expect(screen.queryByText(/was changed elsewhere meanwhile/)).not.toBeNull();
  expect(chineseTitle).toHaveProperty("value", "商店一");
});
