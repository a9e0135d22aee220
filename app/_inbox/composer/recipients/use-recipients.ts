"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { useTRPCClient } from "@/app/_lib/trpc";
import { warnOfAddress } from "@/app/_shared/mail/warn-of-address";
import { useInbox } from "@/app/_shared/use-account";
import type { Text } from "@/app/_shell/unsent/records";
import { warn } from "@/app/_ui/overlay/toast";
import type { ConversationDto } from "@/server/contract/_shared/dto";
import type { Addressee } from "@/server/contract/message/mail-addresses";
import { hasMailHeaders } from "@/server/contract/message/mail-addresses";
import type { OutgoingEmail } from "@/server/contract/message/message-email";
import { useTypedAddresses } from "./typed-addresses";

export type Lists = { to: readonly Addressee[]; cc: readonly Addressee[]; bcc: readonly Addressee[] };

type Writing = {
  text: Text;
  change: (part: Partial<Text>) => void;
  /** The writer may not go on in this conversation: they have left it. */
  isLeft: () => boolean;
};

/**
 * Whom the reply that is written goes to: whom its writer chose, which is part of the text, else everybody in the customer's newest
 * mail. What is shown is what is sent.
 */
export function useRecipients(
  // With the newest message, the recipients by default may change.
  { displayId, inboxId, lastNumber }: Pick<ConversationDto, "displayId" | "inboxId" | "lastNumber">,
  { text, change: changeText, isLeft }: Writing,
) {
  const t = useTranslations("composer.mail");
  const client = useTRPCClient();
  const inbox = useInbox(inboxId);
  const isMail = inbox ? hasMailHeaders(inbox.channel) : false;
  const typed = useTypedAddresses(displayId);
  const [isOpen, setOpen] = useState(typed.isAny);
  const line = useRef<HTMLElement>(null);
  const { data, isError } = useQuery({
    queryKey: ["mailRecipients", displayId, lastNumber],
    queryFn: () => client.messages.mailRecipients.query({ displayId }),
    enabled: isMail,
    // Those before the newest message are shown meanwhile, and never those of another conversation.
    placeholderData: (previous, query) => (query?.queryKey[1] === displayId ? previous : undefined),
  });
  const chosen = isMail ? (text.email ?? null) : null;
  const shown: Lists | null = chosen ? listsOf(chosen) : data ? { ...data.all, bcc: [] } : null;
  const isNobody = shown !== null && shown.to.length + shown.cc.length + shown.bcc.length === 0;
  const forwards = chosen?.forwards;
  const problem = (): Problem | null => {
    if (!isMail || text.kind === "note") return null;
    if (data?.isReceiveOnly) return "receiveOnly";
    if (shown === null) return isError ? "unknown" : "loading";
    return isNobody || (forwards !== undefined && shown.to.length === 0) ? "nobody" : null;
  };
  const setEmail = (email: OutgoingEmail | null) => {
    if (!isLeft()) changeText({ email });
  };
  const found = problem();
  const change = (lists: Partial<Lists>) => {
    if (shown) setEmail({ ...chosen, ...mutable({ ...shown, ...lists }) });
  };
  return {
    ...{ isMail, isOpen, setOpen, typed },
    /** The line with the fields. */
    line,
    /** Folds the fields, unless one has an address that is to be corrected. */
    fold: () => setOpen(typed.isAny()),
    /** Unfolds or folds the fields, which stay open for an address that is to be corrected. */
    toggle: () => {
      if (!isOpen || !warnOfAddress(line.current)) setOpen(!isOpen);
    },
    shown,
    own: data?.own ?? [],
    forwards,
    /** What keeps the reply from being sent. */
    problem: found,
    /** Shows what keeps the reply from being sent; returns whether something does. */
    warnOfProblem: () => {
      if (found === null) return warnOfAddress(line.current);
      warn({ text: t(`problem.${found}`) });
      return true;
    },
    change,
    /** Only where an answer to all goes to others, too. */
    senderOnly:
      data && !isSame(shown, { to: data.sender }) && forwards === undefined
        ? () => change({ to: data.sender, cc: [], bcc: [] })
        : null,
    replyAll:
      data && chosen && forwards === undefined && !isSame(shown, data.all) ? () => setEmail(null) : null,
    endForward: () => setEmail(null),
    /** As the reply is sent with them. */
    email: isMail && shown ? { ...chosen, ...mutable(shown) } : null,
  };
}

export type Problem = "receiveOnly" | "loading" | "unknown" | "nobody";

const named = (all: OutgoingEmail["to"] = []): Addressee[] =>
  all.map(({ name = "", address }) => ({ name, address }));

const listsOf = ({ to, cc, bcc }: OutgoingEmail): Lists => ({
  to: named(to),
  cc: named(cc),
  bcc: named(bcc),
});

const mutable = ({ to, cc, bcc }: Lists) => ({ to: [...to], cc: [...cc], bcc: [...bcc] });

const keysOf = ({ to = [], cc = [], bcc = [] }: Partial<Lists>): string =>
  JSON.stringify([to, cc, bcc].map((all) => all.map(({ address }) => address)));

const isSame = (shown: Lists | null, other: Partial<Lists>): boolean =>
  shown !== null && keysOf(shown) === keysOf(other);
