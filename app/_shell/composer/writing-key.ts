/** What is known of a key that was pressed in the composer. */
type Press = Pick<
  KeyboardEvent,
  "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey" | "isComposing" | "keyCode"
>;

/** Safari ends a composition before it reports the Enter that ended it: only this code tells them apart. */
const COMPOSING_CODE = 229;

/**
 * What Enter does in the composer: sends, sends and resolves, or null: the field handles it, with a new line. With Ctrl or
 * Command it always sends. An Enter that ends the composition of an input method never sends.
 */
export function enterMeans(press: Press, enterSends: boolean): "send" | "sendAndResolve" | null {
  if (press.key !== "Enter" || press.isComposing || press.keyCode === COMPOSING_CODE || press.altKey)
    return null;
  if (press.ctrlKey || press.metaKey) return press.shiftKey ? "sendAndResolve" : "send";
  return enterSends && !press.shiftKey ? "send" : null;
}
