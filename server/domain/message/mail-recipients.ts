/** An address of a mail, and the name beside it; "" if there is none. */
export type Addressee = { name: string; address: string };

export type Recipients = { to: readonly Addressee[]; cc: readonly Addressee[]; bcc?: readonly Addressee[] };

/** No blanks, controls, angle brackets or separators: an address can neither end its header nor add another address. */
const ADDRESS = /^[^\s<>()[\]\\,;:"@\p{Cc}]{1,64}@[^\s<>()\\,;"@\p{Cc}]{1,255}$/u;

/** Whether mail can be sent to an address. What customers write from is looked at no closer than that. */
export const isMailAddress = (address: string): boolean => ADDRESS.test(address);

/** How addresses are compared: servers may distinguish case before the @, and none does. */
export const addressKey = (address: string): string => address.trim().toLowerCase();

/** Each address once: in the first of the lists that has it. */
export function withoutDuplicates<R extends Recipients>({ to, cc, bcc }: R): Required<Recipients> {
  const seen = new Set<string>();
  const fresh = (all: readonly Addressee[]) =>
    all.filter(({ address }) => {
      const key = addressKey(address);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
  return { to: fresh(to), cc: fresh(cc), bcc: fresh(bcc ?? []) };
}

/** Whether an address is the inbox's: as it is, or with a tag (`help+c-1-…@shop.example`), as answers are addressed to. */
export function isInboxAddress(address: string, inboxAddress: string): boolean {
  const [key, own] = [addressKey(address), addressKey(inboxAddress)];
  const at = own.lastIndexOf("@");
  return key === own || (key.startsWith(`${own.slice(0, at)}+`) && key.endsWith(own.slice(at)));
}

/** A test of whether an address is that of one of these inboxes. */
export const isOneOf =
  (inboxAddresses: readonly string[]): IsOwn =>
  (address) =>
    inboxAddresses.some((own) => isInboxAddress(address, own));

/** `dmarc`: what the receiving server found of the sender's domain; `fail`: anybody may have written it. */
type AnsweredMail = {
  from: Addressee;
  replyTo?: Addressee | undefined;
  replyToOthers?: readonly Addressee[] | undefined;
  dmarc?: "pass" | "fail" | undefined;
} & Pick<Recipients, "to" | "cc">;

type IsOwn = (address: string) => boolean;

/**
 * Whom an answer to a mail goes to: the addresses that its sender named for answers, if they are not ours, else the sender. A mail that
 * its sender's domain did not confirm does not lead our answers away from its conversation's `customer`; null: they have no address.
 */
export function answered(
  { from, replyTo, replyToOthers = [], dmarc }: Omit<AnsweredMail, "to" | "cc">,
  { isOwn, customer }: { isOwn: IsOwn; customer: Addressee | null },
): readonly Addressee[] {
  if (dmarc === "fail" && customer) return [customer];
  const named = [replyTo ?? from, ...replyToOthers].filter(
    ({ address }) => isMailAddress(address) && !isOwn(address),
  );
  return named.length > 0 ? withoutDuplicates({ to: named, cc: [] }).to : [from];
}

/**
 * Which customer a mail is from: the sender, or whom they named for answers. The forms of a website write from one address for all
 * customers, and some mailing lists write under their own. A list that wants its answers itself is no customer.
 */
export function customerOf(
  { from, replyTo, to, cc, isList = false }: AnsweredMail & { isList?: boolean | undefined },
  isOwn: IsOwn,
): Addressee {
  if (!replyTo || isOwn(replyTo.address) || !isMailAddress(replyTo.address)) return from;
  const recipients = [...to, ...cc].map(({ address }) => addressKey(address));
  const isRecipient = ({ address }: Addressee) => recipients.includes(addressKey(address));
  const isListsOwn = isRecipient(from) || isOwn(from.address);
  return isRecipient(replyTo) || (isList && !isListsOwn) ? from : replyTo;
}

/**
 * Whom an answer to all of a mail goes to: its sender, and its other recipients without our own addresses; of a mail that its
 * sender's domain did not confirm, the customer alone.
 */
export function answeredAll(
  mail: AnsweredMail,
  answer: { isOwn: IsOwn; customer: Addressee | null },
): Recipients {
  if (mail.dmarc === "fail" && answer.customer) return { to: [answer.customer], cc: [] };
  const others = (all: readonly Addressee[]) => all.filter(({ address }) => !answer.isOwn(address));
  const { to, cc } = withoutDuplicates({
    to: [...answered(mail, answer), ...others(mail.to)],
    cc: others(mail.cc),
  });
  return { to, cc };
}
