import { refuseInMaintenance, requireAdministrator } from "@/server/commands/_run/permission";
import { Refusal } from "@/server/contract/_shared/refusal";
import type { MemberDto } from "@/server/contract/member/member";
import type { MemberRow } from "@/server/store/_rows/member-rows";
import { dropPasswordLink } from "@/server/store/credentials/password-links";
import {
  deleteSsoIdentities,
  findInboxIds,
  findSsoUserId,
  findUserIdByEmail,
  insertSsoIdentity,
} from "@/server/store/credentials/sso-identities";
import type { Tx } from "@/server/store/events/tx";
import { dropLinkMail } from "@/server/store/members/mails";
import {
  insertMember,
  lockAdministrators,
  lockMember,
  NO_PASSWORD,
  noteMember,
  saveMember,
} from "@/server/store/members/members";

/** What the identity provider says about a person. */
export type SignInBySso = {
  issuer: string;
  subject: string;
  name: string;
  /** Null unless the provider has verified it. */
  email: string | null;
  /** Absent: the provider says nothing, and the member keeps theirs. */
  role?: MemberDto["role"] | undefined;
  /** Names or ids of inboxes; unknown ones are ignored. Absent: as for `role`. */
  inboxes?: readonly string[] | undefined;
  /** Makes a member of a person who is none. */
  createsMembers: boolean;
};

export type SignedInBySso = {
  userId: number;
  sessionVersion: number;
  /** The role claim makes an agent of the last administrator, who therefore stays one. */
  isLastAdministrator: boolean;
};

/**
 * The member whom a person of the identity provider signs in as, with the role and inboxes that the provider says. The
 * first time the verified email decides, and the person is linked to its member; later only the link. An invited member
 * becomes active. Refuses `sso.not_member` for a deactivated member, a person without a member unless they are created, and
 * an email of another person; `sso.email_unverified` without a verified email; and during maintenance whom it would make, link or
 * change. Only the sign-in calls it, as the system.
 */
export async function signInBySso(tx: Tx, person: SignInBySso): Promise<SignedInBySso> {
  if (tx.caller.role !== "system") throw new Refusal("auth.forbidden");
  const administrators = person.role === "agent" ? await lockAdministrators(tx) : [];
  const member = (await findLinked(tx, person)) ?? (await linkMember(tx, person));
  if (member.state === "deactivated") throw new Refusal("sso.not_member");
  if (member.state === "invited") {
    await dropPasswordLink(tx, member.id);
    await dropLinkMail(tx, member.id);
  }
  const isLastAdministrator = administrators.length === 1 && administrators[0] === member.id;
  const { userId, sessionVersion } = await saveRights(tx, member, {
    ...person,
    role: isLastAdministrator ? undefined : person.role,
  });
  return { userId, sessionVersion, isLastAdministrator };
}

async function findLinked(tx: Tx, person: SignInBySso): Promise<MemberRow | null> {
  const userId = await findSsoUserId(tx, person);
  return userId === null ? null : lockMember(tx, userId);
}

/** The member with the person's email, or a new one, linked to the person. */
async function linkMember(tx: Tx, person: SignInBySso): Promise<MemberRow> {
  const { email, name, issuer, subject, createsMembers } = person;
  if (email === null) throw new Refusal("sso.email_unverified");
  const known = await findUserIdByEmail(tx, email);
  if (known === null && !createsMembers) throw new Refusal("sso.not_member");
  refuseInMaintenance();
  const member =
    known !== null
      ? await lockMember(tx, known)
      : await insertMember(tx, tx.caller.accountId, {
          name,
          email,
          role: person.role ?? "agent",
          inboxIds: [],
          passwordHash: NO_PASSWORD,
        });
  if (!member || member.state === "deactivated") throw new Refusal("sso.not_member");
  await insertSsoIdentity(tx, { issuer, subject, userId: member.id });
  await noteMember(tx, member, { singleSignOn: { from: null, to: "linked" } });
  return member;
}

async function saveRights(
  tx: Tx,
  member: MemberRow,
  { role, inboxes }: Pick<SignInBySso, "role" | "inboxes">,
): Promise<{ userId: number; sessionVersion: number }> {
  const saved = await saveMember(tx, member, {
    state: "active",
    ...(role && { role }),
    ...(inboxes && { inboxIds: await findInboxIds(tx, inboxes) }),
  });
  if (saved !== member) refuseInMaintenance(); // with the rights of before they would see too much
  return { userId: saved.id, sessionVersion: saved.sessionVersion };
}

/**
 * Removes the link of a member to the identity provider: at the next sign-in their verified email decides again. It is in
 * the audit log but creates no event, since no DTO contains it. Administrators only.
 */
export async function unlinkSso(tx: Tx, { userId }: { userId: number }): Promise<void> {
  requireAdministrator(tx.caller);
  const member = await lockMember(tx, userId);
  if (!member) throw new Refusal("member.not_found");
  if (!(await deleteSsoIdentities(tx, userId))) throw new Refusal("sso.not_linked");
  await noteMember(tx, member, { singleSignOn: { from: "linked", to: "unlinked" } });
}
