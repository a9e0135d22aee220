import { addressParser } from "postal-mime";
import type { MailAddress } from "./mail";
import { cut, oneLine } from "./plain-text";

const RECIPIENTS_MAX = 500;
const ADDRESS_CHARS_MAX = 320;
const NAME_CHARS_MAX = 200;

/** Of the headers of one kind, more than the most recipients take: the parser's time grows with them. */
const PARSED_CHARS_MAX = 200_000;

/** The mailboxes of a header's values; members of a group stand for themselves. */
export const addressesIn = (values: readonly string[]): MailAddress[] => listIn(values).addresses;

/** `left`: how many more there are beyond what is parsed, by their commas. */
function listIn(values: readonly string[]): { addresses: MailAddress[]; left: number } {
  const addresses: MailAddress[] = [];
  let chars = PARSED_CHARS_MAX;
  let left = 0;
  for (const value of values) {
    const end = value.length <= chars ? value.length : value.lastIndexOf(",", chars) + 1;
    addresses.push(...mailboxesIn(value.slice(0, end)));
    for (const other of value.slice(end).split(",")) if (other.includes("@")) left++;
    chars -= Math.min(chars, value.length);
  }
  return { addresses, left };
}

const mailboxesIn = (value: string): MailAddress[] =>
  addressParser(value, { flatten: true }).flatMap(({ name, address }) =>
    address && address.length <= ADDRESS_CHARS_MAX && address.includes("@")
      ? [
          {
            name: cut(oneLine(name ?? ""), NAME_CHARS_MAX).trim(),
            address: oneLine(address),
          },
        ]
      : [],
  );

/** The first recipients up to the bound, `to` before `cc`, and how many are left out. */
export function recipientsIn(toValues: readonly string[], ccValues: readonly string[]) {
  const to = listIn(toValues);
  const cc = listIn(ccValues);
  const first = to.addresses.slice(0, RECIPIENTS_MAX);
  const copied = cc.addresses.slice(0, RECIPIENTS_MAX - first.length);
  const all = to.addresses.length + to.left + cc.addresses.length + cc.left;
  return { to: first, cc: copied, recipientsLeftOut: all - first.length - copied.length };
}
