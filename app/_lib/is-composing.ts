/** Safari ends a composition before it reports the key that ended it: only this code tells them apart. */
const COMPOSING_CODE = 229;

/** Whether a key belongs to an input method that composes a text, and not to the field. */
export const isComposing = (press: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean =>
  press.isComposing || press.keyCode === COMPOSING_CODE;
