import { fireEvent } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import type { WidgetPreview, WidgetQuestion, WidgetScene } from "@/server/contract/channel/widget";
import { opened, write } from "@/test/support/widget/page";
import { CONFIG } from "@/test/support/widget/samples";
import { defineElement } from "@/widget/element";
import { createScenes } from "./scenes";

afterEach(() => {
  for (const element of document.querySelectorAll("tickline-widget")) element.remove();
});

/** Shows scenes in a document without a server. */
function openScenes() {
  defineElement();
  const scenes = createScenes();
  return (scene: WidgetScene, more: Partial<WidgetPreview> = {}) => {
    scenes.show({ config: CONFIG, scene, locale: "en", theme: "light", ...more });
    const [element, ...others] = document.querySelectorAll("tickline-widget");
    const root = element?.shadowRoot;
    if (!root || others.length > 0) throw new Error("there is not one widget");
    return root;
  };
}

const title = (root: ShadowRoot) => root.querySelector("header h1")?.textContent;

test("each scene shows its part of the widget, in the language of the page", async () => {
  const show = openScenes();
  expect(show("launcher").querySelector("[role=dialog]")).toBeNull();
  const home = show("home");
  await expect.poll(() => home.querySelectorAll(".conversation").length).toBe(2);
  const thread = show("thread");
  await expect.poll(() => thread.querySelectorAll("[data-message]").length).toBe(4);
  const chinese = show("thread", { locale: "zh" });
  await expect.poll(() => chinese.textContent).toContain("您好！");
  expect(show("first").querySelector("[data-message]")).toBeNull();
});

test("changed settings are shown in the same widget, with what was typed in it", async () => {
  const show = openScenes();
  const root = show("first");
  await expect.poll(() => title(root)).toBe("Chat with us");
  const field = await write(root, "half");
  expect(show("first", { config: { ...CONFIG, title: "Shop", position: "left" } })).toBe(root);
  await expect.poll(() => title(root)).toBe("Shop");
  expect(root.querySelector<HTMLElement>(".root")?.dataset["position"]).toBe("left");
  expect(field.value).toBe("half");
  const question: WidgetQuestion = {
    key: "topic",
    label: "Topic?",
    kind: "text",
    isRequired: true,
    options: [],
  };
  show("first", { config: { ...CONFIG, questions: [question] } });
  await expect.poll(() => root.querySelector(".questions")?.textContent).toContain("Topic?");
});

test("a message that is written in the preview is shown there and goes nowhere", async () => {
  const show = openScenes();
  const root = show("first");
  const field = await write(root, "Hello?");
  await opened(root, field);
  fireEvent.keyDown(field, { key: "Enter" });
  await expect
    .poll(() => root.querySelector(".own [data-message], .own[data-message]")?.textContent)
    .toContain("Hello?");
});
