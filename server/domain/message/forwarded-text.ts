import type { Addressee } from "./mail-recipients";

export type Forwarded = {
  from: Addressee;
  /** Absent: it was no mail. */
  header: { to: readonly Addressee[]; cc: readonly Addressee[]; subject: string } | null;
  sentAt: Date;
  text: string;
};

const MARK = "---------- Forwarded message ----------";

/** What the forwarder wrote above the forwarded message. */
export const writtenPart = (content: string): string => {
  const at = content.indexOf(MARK);
  return at < 0 ? content : content.slice(0, at).trim();
};

type Message = {
  content: string;
  /** With the mails that it quotes; null: it is no mail. */
  wholeText: string | null;
  email: (Forwarded["header"] & { from: Addressee; sentAt?: string | undefined }) | null;
  senderName: string | null;
  createdAt: Date;
};

/** A message as what is forwarded. */
export const forwardedOf = ({ content, wholeText, email, senderName, createdAt }: Message): Forwarded => ({
  from: email?.from ?? { name: senderName ?? "", address: "" },
  header: email,
  sentAt: email?.sentAt ? new Date(email.sentAt) : createdAt,
  text: wholeText ?? content,
});

/**
 * What is forwarded, below what its forwarder wrote, as mail programs write it; at most `charsMax` code units with their text. The
 * names of the lines are those of the header of a mail, in every language.
 */
export function withForwardedText(
  written: string,
  { from, header, sentAt, text }: Forwarded,
  charsMax: number,
): string {
  const lines: [string, string][] = [
    ["From", addressText(from)],
    ["Date", sentAt.toUTCString()],
    ["Subject", header?.subject ?? ""],
    ["To", (header?.to ?? []).map(addressText).join(", ")],
    ["Cc", (header?.cc ?? []).map(addressText).join(", ")],
  ];
  const quote = [
    MARK,
    ...lines.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`),
    "",
    text,
  ].join("\n");
  return [written, quote]
    .filter((part) => part !== "")
    .join("\n\n")
    .slice(0, charsMax)
    .toWellFormed()
    .trim();
}

const addressText = ({ name, address }: Addressee): string => {
  if (address === "") return name;
  return name === "" ? address : `${name} <${address}>`;
};
