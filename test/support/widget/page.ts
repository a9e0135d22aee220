import { fireEvent } from "@testing-library/react";
import { expect, onTestFinished } from "vitest";
import { installApi } from "@/widget/api";
import { defineElement, mount } from "@/widget/element";
import { readOptions } from "@/widget/options";
import { type Chat, createChat } from "@/widget/state/chat";
import { INBOX, type StandIn, startStandIn } from "./stand-in";

let pages: Chat[] = [];
/** A server of the test that calls this, and the pages that `openPage` opens on it; both end with the test. */
export async function startPages(): Promise<StandIn> {
  defineElement();
  const standIn = await startStandIn();
  onTestFinished(() => {
    leavePage();
    standIn.close();
    localStorage.clear();
  });
  return standIn;
}

/** The visitor goes: what the page had in memory is gone. */
export function leavePage(): void {
  for (const chat of pages) chat.disconnect();
  pages = [];
  for (const element of document.querySelectorAll("tickline-widget")) element.remove();
  delete window.tickline;
}

export function openPage(standIn: StandIn, data: Record<string, string> = {}) {
  const script = document.createElement("script");
  script.src = `${standIn.url}/widget.js`;
  Object.assign(script.dataset, { inbox: INBOX, ...data });
  const options = readOptions(script);
  if (!options) throw new Error("the script tag has no options");
  const chat = createChat(options);
  pages.push(chat);
  installApi(chat);
  mount(chat);
  void chat.connect();
  const { tickline: api } = window;
  const root = document.querySelector("tickline-widget")?.shadowRoot;
  if (!root || !api || Array.isArray(api)) throw new Error("the widget is not there");
  return { api, root, launcher: one(root, "button") };
}

export function one<K extends keyof HTMLElementTagNameMap>(
  root: ParentNode,
  selector: K,
): HTMLElementTagNameMap[K];
export function one(root: ParentNode, selector: string): HTMLElement;
export function one(root: ParentNode, selector: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`there is no ${selector}`);
  return found;
}

export const panel = (root: ParentNode) => root.querySelector("[role=dialog]");

/** Writes into the composer, once it is there. */
export async function write(root: ShadowRoot, value: string): Promise<HTMLTextAreaElement> {
  await expect.poll(() => root.querySelector("textarea")).not.toBeNull();
  const field = one(root, "textarea");
  fireEvent.input(field, { target: { value } });
  return field;
}

/** Waits for the panel to be open as a whole: it follows keys from then on. */
export const opened = (root: ShadowRoot, field: HTMLTextAreaElement) =>
  expect.poll(() => root.activeElement).toBe(field);

/** The bodies of the requests to this path. */
export const bodies = ({ requests }: StandIn, path: string): unknown[] =>
  requests.filter((request) => request.path === path).map(({ body }) => body);
