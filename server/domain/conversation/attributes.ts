/** The most attributes of one conversation, and the most characters of their JSON. */
export const ATTRIBUTES_MAX = 50;
const ATTRIBUTES_CHARS_MAX = 20_000;

/** Whether attributes exceed the limits. Attributes that exceeded them before may shrink, but not grow. */
export function isTooMuch(before: object, after: object): boolean {
  const [had, has] = [JSON.stringify(before).length, JSON.stringify(after).length];
  const [names, namesBefore] = [Object.keys(after).length, Object.keys(before).length];
  return (names > ATTRIBUTES_MAX && names > namesBefore) || (has > ATTRIBUTES_CHARS_MAX && has > had);
}
