import { services } from "@/server/commands/_run/services";
import type { AnyHeaders } from "@/server/lib/web/session-cookie";
import type { SessionCaller } from "@/server/queries/credentials/find-caller";
import { readSessionCaller, readSessionCallerLately } from "@/server/queries/credentials/session-caller";

/** Who sends this request, by the session of our own screens; null = nobody. Imports neither next-auth's providers nor Next. */
export const sessionCaller = (headers: AnyHeaders): Promise<SessionCaller | null> =>
  readSessionCaller(services().database, headers);

/** The same as of a moment ago, for streams that are being opened. */
export const sessionCallerLately = (headers: AnyHeaders): Promise<SessionCaller | null> =>
  readSessionCallerLately(services().database, headers);
