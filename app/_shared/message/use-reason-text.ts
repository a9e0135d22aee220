import { useTranslations } from "next-intl";
import { ownReasonOf } from "@/server/contract/channel/own-reason";

/**
 * Returns a function for why a message was not sent: Tickline's own reasons in the reader's language, a program's as
 * they are.
 */
export function useReasonText(): (text: string) => string {
  const t = useTranslations("reason");
  return (text) => {
    const own = ownReasonOf(text);
    return own ? t(own.name, { word: own.word, seconds: Number(own.word) / 1000 }) : text;
  };
}
