import { isOutboundOff } from "@/server/lib/outbound/outbound-pause";
import type { Env } from "@/server/lib/process/env";
import { reasonOf } from "@/server/lib/process/start-failure";
import { discoverIssuer } from "@/server/lib/web/discover-issuer";
import { checkMailServer } from "@/server/lib/web/mailer";

/** A server of the configuration, and what does not work without it. */
type Neighbour = { short: string; name: string; missing: string; check(): Promise<unknown> };

/** The servers that work can go on without for a while. Not Redis and the bucket: a start checks those itself. */
export const neighboursOf = ({ SMTP_URL: smtp, singleSignOn }: Env): Neighbour[] => [
  ...(smtp && !isOutboundOff()
    ? [
        {
          short: "mail",
          name: `the mail server ${new URL(smtp).host} (SMTP_URL)`,
          missing: "mails wait and are tried again",
          check: () => checkMailServer(smtp),
        },
      ]
    : []),
  ...(singleSignOn
    ? [
        {
          short: "issuer",
          name: `the identity provider ${singleSignOn.issuer} (OIDC_ISSUER)`,
          missing: "nobody can sign in by it",
          check: () => discoverIssuer(singleSignOn.issuer),
        },
      ]
    : []),
];

/** Why a server cannot be used, in one line; null: it can. */
export const faultOfNeighbour = ({
  name,
  missing,
  check,
}: Omit<Neighbour, "short">): Promise<string | null> =>
  check().then(
    () => null,
    (error: unknown) => `${name} cannot be used, ${missing}: ${reasonOf(error)}`,
  );

/** One warning for each server that cannot be used now. Does not delay the start. */
export async function warnOfNeighbours(env: Env, warn: (text: string) => void): Promise<void> {
  for (const fault of await Promise.all(neighboursOf(env).map(faultOfNeighbour))) if (fault) warn(fault);
}
