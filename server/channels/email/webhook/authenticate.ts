import { isSameText } from "@/server/lib/crypto/same-text";

type Authenticated = { headers: Pick<Headers, "get">; url: string };

/**
 * Whether a request has the inbox's secret: in `Authorization: Bearer`, as the password or the name of basic authentication, in
 * `X-Webhook-Secret`, or as `secret` in its address. Many providers can send it only as a part of the address.
 */
export function hasSecret({ headers, url }: Authenticated, secret: string): boolean {
  const claims = [
    ...authorization(headers.get("authorization")),
    headers.get("x-webhook-secret"),
    new URL(url).searchParams.get("secret"),
  ];
  return claims.some((claim) => claim !== null && isSameText(claim, secret));
}

function authorization(header: string | null): string[] {
  const text = header?.trim() ?? "";
  const space = text.indexOf(" ");
  const [scheme, value] = [text.slice(0, space).toLowerCase(), text.slice(space + 1).trim()];
  if (scheme === "bearer") return [value];
  if (scheme !== "basic") return [];
  const pair = Buffer.from(value, "base64").toString();
  const colon = pair.indexOf(":");
  return colon < 0 ? [pair] : [pair.slice(colon + 1), pair.slice(0, colon)];
}
