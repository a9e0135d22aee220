import { announceCredentials, lastCredentials, learnCredentials } from "@/server/lib/auth/known-credentials";
import type { CallerNews } from "@/server/lib/web-processes/messages";
import { announceRights, raiseOwnRightsVersion } from "@/server/store/credentials/rate-limit";
import type { PortShare } from "./open-relay";

/** Credentials of others that a web process gets when it begins. */
const CREDENTIALS_MAX = 10_000;

/**
 * Lets the processes of one port remember the same of callers: whose credential a request has, before it is authenticated, and
 * that rights have changed. Part of the composition root.
 */
export function shareCallers(port: PortShare): void {
  if (port.as === "alone") return;
  if (port.as === "main")
    port.webs.follow({
      onCallers: learn,
      knownCallers: () => ({ kind: "credentials", known: lastCredentials(CREDENTIALS_MAX) }),
    });
  else port.main.follow({ receiveCallers: learn });
  const { send } = port.as === "main" ? port.webs : port.main;
  announceRights(() => send({ kind: "rights" }));
  announceCredentials((known) => send({ kind: "credentials", known: [known] }));
}

function learn(news: CallerNews): void {
  if (news.kind === "rights") raiseOwnRightsVersion();
  else learnCredentials(news.known);
}
