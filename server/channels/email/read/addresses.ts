import { addressParser } from "postal-mime";
import type { MailAddress } from "./mail";
import { cut, plainText } from "./plain-text";

const RECIPIENTS_MAX = 500;
const ADDRESS_CHARS_MAX = 320;
const NAME_CHARS_MAX = 200;

/** The mailboxes of a header's values; members of a group stand for themselves. */
export function addressesIn(values: readonly string[]): MailAddress[] {
  return values
    .flatMap((value) => addressParser(value, { flatten: true }))
    .flatMap(({ name, address }) =>
      address && address.length <= ADDRESS_CHARS_MAX && address.includes("@")
        ? [
            {
              name: cut(plainText(name ?? ""), NAME_CHARS_MAX).trim(),
              address: plainText(address).trim(),
            },
          ]
        : [],
    );
}

/** The first recipients up to the bound, `to` before `cc`, and how many are left out. */
export function recipientsIn(to: readonly string[], cc: readonly string[]) {
  const all = { to: addressesIn(to), cc: addressesIn(cc) };
  const first = all.to.slice(0, RECIPIENTS_MAX);
  const copied = all.cc.slice(0, RECIPIENTS_MAX - first.length);
  return {
    to: first,
    cc: copied,
    recipientsLeftOut: all.to.length + all.cc.length - first.length - copied.length,
  };
}
