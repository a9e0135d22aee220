import type { InboxDto } from "@/server/contract/_shared/dto";
import { callbackSecret } from "@/server/lib/crypto/stored-secret";
import { RELEASE } from "@/server/lib/process/release";
import { signatureHeaders } from "./signature-headers";

type SignedFor = {
  id: string;
  inbox: Pick<InboxDto, "id">;
  /** The current one first: Chatwoot has one signature. */
  secretVersions: readonly [number, ...number[]];
  now: Date;
};

/** A call of an inbox's program, signed as Chatwoot does, under `id` as its delivery. */
export function signedCall(json: object, { id, inbox, secretVersions, now }: SignedFor) {
  const body = Buffer.from(JSON.stringify(json));
  const timestampS = Math.floor(now.getTime() / 1000);
  const [callbackSecretVersion] = secretVersions;
  const secret = callbackSecret({ inboxId: inbox.id, callbackSecretVersion });
  return {
    body,
    headers: {
      "content-type": "application/json",
      accept: "application/json",
      "user-agent": `Tickline/${RELEASE}`,
      ...signatureHeaders(secret, { body, eventId: id, timestampS }),
    },
  };
}
