import { typeText } from "@/app/_lib/type-text";
import { type Format, formatted } from "./format-text";

/** Formats what is selected in a field. */
export function applyFormat(field: HTMLTextAreaElement, format: Format): void {
  const { value: text, selectionStart, selectionEnd } = field;
  const { from, to, insert, selectFrom, selectTo } = formatted(format, {
    text,
    from: selectionStart,
    to: selectionEnd,
  });
  typeText(field, { from, to }, insert);
  field.setSelectionRange(selectFrom, selectTo);
}
