import { type Format, formatted } from "./format-text";

/**
 * Formats what is selected in a field. The browser types it, so that its own undo takes it back; a browser that cannot gets the
 * text set, and is told of the input.
 */
export function applyFormat(field: HTMLTextAreaElement, format: Format): void {
  const { value: text, selectionStart, selectionEnd } = field;
  const { from, to, insert, selectFrom, selectTo } = formatted(format, {
    text,
    from: selectionStart,
    to: selectionEnd,
  });
  field.focus();
  field.setSelectionRange(from, to);
  const command = insert === "" ? "delete" : "insertText";
  if (!document.execCommand(command, false, insert)) {
    field.setRangeText(insert, from, to, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: insert }));
  }
  field.setSelectionRange(selectFrom, selectTo);
}
