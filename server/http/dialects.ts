import { chatwoot } from "@/server/dialects/chatwoot/dialect";
import { renderChatwootTest } from "@/server/dialects/chatwoot/webhooks/callback-body";
import { freescout } from "@/server/dialects/freescout/dialect";
import { wukongim } from "@/server/dialects/wukongim/dialect";

/** The dialects that this server speaks: the one file of HTTP that knows them. The first whose paths match a URL owns it. */
export const DIALECTS = [wukongim, chatwoot, freescout] as const;
export type DialectName = (typeof DIALECTS)[number]["name"];

/** In whose format requests without a credential are refused, for customers' software and plain forms. */
export const PUBLIC_DIALECT = chatwoot;

/** The tests of callbacks in the formats of dialects. */
export const CALLBACK_TESTS = { chatwoot: renderChatwootTest };

/** The dialect of this name; undefined: it is no dialect's. */
export const dialectNamed = (name: string) => DIALECTS.find((dialect) => dialect.name === name);
