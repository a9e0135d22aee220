import { hrefOf, hrefOfMessage, parseView, type View } from "./view";

/** Kept with an entry of the browser's history; Next adds its own keys to it. */
type EntryState = { isFromList?: boolean };

/** What we keep with this entry. Next takes a state with its own keys for its own doing, and would not look at the URL. */
function ownState(): EntryState {
  const state: EntryState | null = history.state;
  return state?.isFromList ? { isFromList: true } : {};
}

/** Goes to a view without asking the server for a page. */
export function goTo(view: View, how: "push" | "replace" = "push"): void {
  if (how === "replace") history.replaceState(ownState(), "", hrefOf(view));
  else history.pushState({ isFromList: openNow() === null } satisfies EntryState, "", hrefOf(view));
}

/** The view that is shown right now: for what runs long after it was rendered. */
export const viewNow = (): View => parseView(new URLSearchParams(location.search));

/** The `displayId` that is open right now, or null. */
export const openNow = (): number | null => viewNow().selected;

/** Opens a conversation beside the list that is shown right now. */
export function openConversation(displayId: number, how?: "push" | "replace"): void {
  if (openNow() !== displayId) goTo({ ...viewNow(), selected: displayId }, how);
}

/** Opens a conversation at one of its messages, beside all others of its status. */
export function openMessage(view: View, number: number): void {
  history.pushState({ isFromList: openNow() === null } satisfies EntryState, "", hrefOfMessage(view, number));
}

/** Goes from the message that the address leads to, to the end of its conversation. */
export const leaveMessage = (): void => goTo(viewNow(), "replace");

/** Closes the open conversation: by going back where it was opened from the list, so that Back never opens it again. */
export function closeConversation(view: View): void {
  if (ownState().isFromList) history.back();
  else goTo({ ...view, selected: null }, "replace");
}
