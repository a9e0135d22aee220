import type { DefaultSession } from "next-auth";
import type { SessionClaims } from "@/server/queries/credentials/find-caller";

declare module "next-auth" {
  /** Between a right password and the first token. */
  interface User {
    claims: SessionClaims;
  }
  /** What /api/auth/session tells; without `user` it is nobody's. */
  interface Session extends Pick<DefaultSession, "expires"> {
    user?: { id: number };
  }
}
