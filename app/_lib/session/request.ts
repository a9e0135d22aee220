import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { chooseLocale, LOCALE_COOKIE } from "@/server/contract/_shared/choose-locale";

/**
 * The settings of next-intl for a request: the language, the reader's unless a page gives another, and its messages. `Intl`
 * formats times in the browser's zone.
 */
export default getRequestConfig(async ({ locale: given }) => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = chooseLocale(given ?? jar.get(LOCALE_COOKIE)?.value, head.get("accept-language"));
  const { default: messages } = await import(`../../../messages/${locale}.json`);
  return { locale, messages, timeZone: "UTC" };
});
