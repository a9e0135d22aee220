"use client";

import { useMessages, useTranslations } from "next-intl";
import { useRefusalText } from "@/app/_lib/refusal-text";
import { useTimes } from "@/app/_lib/times/times";
import { useListText } from "@/app/_lib/use-list-text";
import { useReasonText } from "@/app/_shared/message/message-tick";
import { REFUSAL_CODES } from "@/server/contract/_shared/refusal";
import { ownReasonOf } from "@/server/contract/channel/callback-body";
import type { ChannelFinding } from "@/server/contract/channel/channel-dto";
import { channelFault } from "./channel-fault";
import { ownWordsOf } from "./own-words";

/**
 * Returns a function for the sentence of a finding in the reader's language, or the server's own where these messages have none: the server
 * is newer, or older.
 */
export function useFindingText(): (finding: ChannelFinding) => string {
  const t = useTranslations("settings.channelState");
  const { finding: known } = useMessages().settings.channelState;
  const isKnown = (code: string): code is keyof typeof known => Object.hasOwn(known, code);
  const wordsText = useWordsText();
  const listText = useListText();
  const times = useTimes();
  return ({ code, message, params }) => {
    if (!params || !isKnown(code)) return message;
    const shown = Object.entries(params).map(([name, value]) => {
      if (typeof value === "number") return [name, value];
      if (name === "words" || name === "reason") return [name, wordsText(value)];
      if (name === "origins") return [name, listText(value.split(", "))];
      return [name, name === "at" ? times.moment(value) : value];
    });
    return t(`finding.${code}`, Object.fromEntries(shown));
  };
}

/**
 * Returns a function for texts about a channel: Tickline's own sentences in the reader's language, a fault of the network in both
 * ways, and the words of others as they are.
 */
export function useWordsText(): (text: string) => string {
  const t = useTranslations("settings.channelState");
  const reasonText = useReasonText();
  const refusalText = useRefusalText();
  /** `words`: the code of a refusal, and perhaps a detail behind a comma. */
  const refusedText = (words: string): string => {
    const [code, ...detail] = words.split(", ");
    const known = REFUSAL_CODES.find((one) => one === code);
    if (!known) return words;
    return [refusalText(known), ...(detail.length > 0 ? [`(${detail.join(", ")})`] : [])].join(" ");
  };
  const wordsText = (text: string): string => {
    const own = ownWordsOf(text);
    if (own) {
      const { words } = own.values;
      const inner =
        typeof words === "string"
          ? { words: (own.name === "mailNotStored" ? refusedText : wordsText)(words) }
          : {};
      return t(`words.${own.name}`, { ...own.values, ...inner });
    }
    const fault = channelFault(text);
    if (fault)
      return t("quoted", { text: t(`fault.${fault.kind}`, { address: fault.address }), words: text });
    return isReason(text) ? reasonText(text) : text;
  };
  return wordsText;
}

/** What a mail server answers a login with is no reason why a message was not delivered. */
const isReason = (text: string): boolean => !(ownReasonOf(text)?.name.startsWith("mail_") ?? true);
