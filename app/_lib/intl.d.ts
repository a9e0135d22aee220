import type { Locale } from "@/server/contract/_shared/constants";
import type messages from "../../messages/en.json";

/** Makes next-intl check every key at compile time. */
declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: typeof messages;
  }
}
