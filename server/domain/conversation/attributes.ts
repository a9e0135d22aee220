/** The most attributes of a contact, a conversation or a message, and the most bytes of their JSON in UTF-8. */
export const ATTRIBUTES_MAX = 100;
const ATTRIBUTES_BYTES_MAX = 16 * 1024;

const encoder = new TextEncoder();
const bytesOf = (attributes: object): number => encoder.encode(JSON.stringify(attributes)).byteLength;

/** Whether attributes exceed the limits. Attributes that exceeded them before may shrink, but not grow. */
export function isTooMuch(before: object, after: object): boolean {
  const names = Object.keys(after).length;
  if (names === 0) return false;
  if (names > ATTRIBUTES_MAX && names > Object.keys(before).length) return true;
  const bytes = bytesOf(after);
  return bytes > ATTRIBUTES_BYTES_MAX && bytes > bytesOf(before);
}
