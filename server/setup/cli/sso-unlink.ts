/**
 * `npm run sso:unlink -- --email ada@acme.example`: for a member whom the identity provider knows by another id than before,
 * after a move of the provider or a new account there.
 */
import { unlinkSso } from "@/server/commands/credentials/single-sign-on";
import { runForMember } from "./run-for-member";

runForMember("sso:unlink", async (run, { caller, userId, email }) => {
  await run(unlinkSso, caller, { userId });
  return `${email} is no longer linked. At the next sign-in the verified email of the identity provider decides.`;
});
