"use client";

import type { ComponentProps, MouseEvent } from "react";
import { FIRST_VIEW, hrefOf, hrefOfMessage, parseView, type View } from "./view";

/** Stored with an entry of the browser's history; Next adds its own keys. */
type EntryState = { isFromList?: boolean };

/** Our part of the history entry. Next would take a state with its keys for its own, and ignore the URL. */
function ownState(): EntryState {
  const state: EntryState | null = history.state;
  return state?.isFromList ? { isFromList: true } : {};
}

/** Goes to a view without requesting a page from the server; not from another page, which a late answer would leave. */
export function goTo(view: View, how: "push" | "replace" = "push"): void {
  if (!isInbox()) return;
  if (how === "replace") history.replaceState(ownState(), "", hrefOf(view));
  else history.pushState({ isFromList: openNow() === null } satisfies EntryState, "", hrefOf(view));
}

/** The current view, for code that runs long after a rendering. */
export const viewNow = (): View => parseView(new URLSearchParams(location.search));

/** Whether this page is the inbox: another page's address names something else. */
export const isInbox = (): boolean => location.pathname === "/inbox";

/** The `displayId` of the open conversation, or null. */
export const openNow = (): number | null => (isInbox() ? viewNow().selected : null);

/** Opens a conversation next to the current list; from another page than the inbox, in the view of all. */
export function openConversation(displayId: number, how?: "push" | "replace"): void {
  if (!isInbox()) location.assign(hrefOf({ ...FIRST_VIEW, scope: "all", status: null, selected: displayId }));
  else if (openNow() !== displayId) goTo({ ...viewNow(), selected: displayId }, how);
}

/** Opens a conversation at one of its messages, in the view of all conversations. */
export function openMessage(view: View, number: number): void {
  history.pushState({ isFromList: openNow() === null } satisfies EntryState, "", hrefOfMessage(view, number));
}

/** Goes from the linked message to the end of its conversation. */
export const leaveMessage = (): void => goTo(viewNow(), "replace");

/** Closes the open conversation. If it was opened from the list, goes back, so that Back never reopens it. */
export function closeConversation(view: View): void {
  if (ownState().isFromList) history.back();
  else goTo({ ...view, selected: null }, "replace");
}

/** A link to a view: a real URL, but a plain click only changes the URL. */
export function ViewLink({ view, onClick, ...rest }: Omit<ComponentProps<"a">, "href"> & { view: View }) {
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const isPlain =
      event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!isPlain || event.defaultPrevented || !isInbox()) return;
    event.preventDefault();
    goTo(view);
  };
  return <a href={hrefOf(view)} onClick={follow} {...rest} />;
}
