/**
 * Replaces a part of a field's text. The browser types it, so that its own undo takes it back; a browser that cannot gets the
 * text set, and is told of the input.
 */
export function typeText(
  field: HTMLTextAreaElement | HTMLInputElement,
  { from, to }: { from: number; to: number },
  insert: string,
): void {
  field.focus();
  field.setSelectionRange(from, to);
  const command = insert === "" ? "delete" : "insertText";
  if (document.execCommand(command, false, insert)) return;
  field.setRangeText(insert, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: insert }));
}
