import {
  beginTwoFactor,
  confirmTwoFactor,
  passTwoFactor,
  renewRecoveryCodes,
  turnOffTwoFactor,
} from "@/server/commands/credentials/two-factor";
import { requireTwoFactor } from "@/server/commands/members/account";
import { systemCaller } from "@/server/contract/_shared/caller";
import { all, forbidden, ofAgent } from "@/test/guarantees/laws/entries/conversations/states";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import { pass, type Stage } from "@/test/guarantees/laws/stage";
import { codeOf, TOTP_SECRET as secret, turnOnTwoFactor } from "@/test/guarantees/members/turn-on-two-factor";

const recoveryCodes = ["AAAA-AAAA-AAAA-AAAA", "BBBB-BBBB-BBBB-BBBB"];
const asAgent = (s: Stage) => s.agent;
const asTickline = (s: Stage) => systemCaller(s.accountId);
const begun = (s: Stage) => s.world.run(beginTwoFactor, s.agent, { secret });
const on = (s: Stage) => turnOnTwoFactor(s.world, s.agent, recoveryCodes);
const ownOn = (s: Stage) => turnOnTwoFactor(s.world, s.admin, []);
const required = async (s: Stage) => {
  await ownOn(s);
  await s.run(requireTwoFactor, { requiresTwoFactor: true });
};
const withoutUser = {
  title: "by a caller without a user",
  expect: "member.not_found",
  as: asTickline,
} as const;
const ofForeign = {
  what: "member",
  scope: "account",
  expect: "member.not_found",
  given: on,
} as const;

/** Changes of fields outside every DTO: they are in the audit log and make no event. */
export const TWO_FACTOR_ENTRIES: Record<string, Entry> = {
  "begin-two-factor": entry(beginTwoFactor)({
    cases: [
      { title: "for the first time", expect: "nothing", as: asAgent, input: () => ({ secret }) },
      {
        title: "again, not confirmed yet",
        expect: "nothing",
        as: asAgent,
        given: begun,
        input: () => ({ secret }),
      },
      {
        title: "while it is on",
        expect: "two_factor.already_on",
        as: asAgent,
        given: on,
        input: () => ({ secret }),
      },
      { ...withoutUser, input: () => ({ secret }) },
    ],
    foreign: "names nothing; it is the caller's own",
  }),

  "confirm-two-factor": entry(confirmTwoFactor)({
    cases: [
      {
        title: "by a first code",
        expect: "nothing",
        as: asAgent,
        given: begun,
        input: (s) => ({ code: codeOf(s.world), recoveryCodes }),
      },
      {
        title: "by another code",
        expect: "auth.wrong_code",
        as: asAgent,
        given: begun,
        input: (s) => ({ code: codeOf(s.world, 120), recoveryCodes }),
      },
      {
        title: "that was not begun",
        expect: "two_factor.not_begun",
        as: asAgent,
        input: (s) => ({ code: codeOf(s.world), recoveryCodes }),
      },
      {
        title: "that is on",
        expect: "two_factor.already_on",
        as: asAgent,
        given: on,
        input: (s) => ({ code: codeOf(s.world), recoveryCodes }),
      },
      { ...withoutUser, input: (s) => ({ code: codeOf(s.world), recoveryCodes }) },
    ],
    foreign: "names nothing; it is the caller's own",
  }),

  "pass-two-factor": entry(passTwoFactor)({
    cases: [
      {
        title: "by a code of the next step",
        expect: "nothing",
        as: asTickline,
        given: on,
        input: (s) => {
          pass(s.world, 30_000);
          return { userId: ofAgent(s), code: codeOf(s.world) };
        },
      },
      {
        title: "by the code that was used",
        expect: "auth.wrong_code",
        as: asTickline,
        given: on,
        input: (s) => ({ userId: ofAgent(s), code: codeOf(s.world) }),
      },
      {
        title: "by a recovery code",
        expect: "nothing",
        as: asTickline,
        given: on,
        input: (s) => ({ userId: ofAgent(s), code: "aaaa aaaa aaaa aaaa" }),
      },
      {
        title: "by a recovery code that is none",
        expect: "auth.wrong_code",
        as: asTickline,
        given: on,
        input: (s) => ({ userId: ofAgent(s), code: "CCCC-CCCC-CCCC-CCCC" }),
      },
      {
        title: "by an administrator",
        ...forbidden,
        as: (s) => s.admin,
        given: on,
        input: (s) => ({ userId: ofAgent(s), code: codeOf(s.world) }),
      },
    ],
    foreign: "the password determines the member; only the sign-in calls it, as Tickline",
  }),

  "renew-recovery-codes": entry(renewRecoveryCodes)({
    cases: [
      { title: "one's own", expect: "nothing", as: asAgent, given: on, input: () => ({ recoveryCodes }) },
      {
        title: "while it is off",
        expect: "two_factor.not_on",
        as: asAgent,
        input: () => ({ recoveryCodes }),
      },
      { ...withoutUser, input: () => ({ recoveryCodes }) },
    ],
    foreign: "names nothing; it is the caller's own",
  }),

  "turn-off-two-factor": entry(turnOffTwoFactor)({
    cases: [
      {
        title: "one's own",
        expect: "nothing",
        as: asAgent,
        given: on,
        input: (s) => ({ userId: ofAgent(s) }),
      },
      {
        title: "an agent's, as an administrator",
        expect: "nothing",
        given: on,
        input: (s) => ({ userId: ofAgent(s) }),
      },
      { title: "that is off", expect: "two_factor.not_on", input: (s) => ({ userId: ofAgent(s) }) },
      {
        title: "one's own, which the account requires",
        expect: "two_factor.required",
        as: asAgent,
        given: all(on, required),
        input: (s) => ({ userId: ofAgent(s) }),
      },
      {
        title: "another's, by an agent",
        ...forbidden,
        as: (s) => s.outsider,
        given: on,
        input: (s) => ({ userId: ofAgent(s) }),
      },
    ],
    foreign: [{ ...ofForeign, input: (_, o) => ({ userId: ofAgent(o) }) }],
  }),

  "require-two-factor": entry(requireTwoFactor)({
    cases: [
      {
        title: "of every member, with one's own on",
        expect: ["account.updated"],
        given: ownOn,
        input: () => ({ requiresTwoFactor: true }),
      },
      {
        title: "with one's own off",
        expect: "two_factor.own_is_off",
        input: () => ({ requiresTwoFactor: true }),
      },
      {
        title: "no longer",
        expect: ["account.updated"],
        given: required,
        input: () => ({ requiresTwoFactor: false }),
      },
      { title: "by an agent", ...forbidden, input: () => ({ requiresTwoFactor: false }) },
    ],
    foreign: "takes no id: the account is the caller's",
  }),
};
