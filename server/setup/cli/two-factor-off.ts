/**
 * `npm run two-factor:off -- --email ada@acme.example`: for a member who lost both their authenticator and their recovery
 * codes, if no other administrator can help.
 */
import { turnOffTwoFactor } from "@/server/commands/credentials/two-factor";
import { runForMember } from "./run-for-member";

runForMember("two-factor:off", async (run, { caller, userId, email }) => {
  await run(turnOffTwoFactor, caller, { userId });
  return `Two-factor authentication is off for ${email}. Signing in requires only the password.`;
});
