import { withoutFinalSlashes } from "@/server/lib/web/without-final-slashes";

/** Whether the public address of this installation is set (PUBLIC_URL). */
export const hasPublicUrl = (): boolean => Boolean(process.env["NEXTAUTH_URL"]);

/** Where a client reaches this installation: the public address, else what its request was sent to. No final slash. */
export function baseUrlOf(headers: Pick<Headers, "get">): string {
  const configured = process.env["NEXTAUTH_URL"];
  if (configured) return withoutFinalSlashes(configured);
  const host = headers.get("x-forwarded-host") ?? headers.get("host") ?? "localhost";
  return `${headers.get("x-forwarded-proto") ?? "http"}://${host}`;
}
