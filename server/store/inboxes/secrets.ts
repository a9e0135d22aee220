import { isDeepStrictEqual } from "node:util";
import { attributes, type JsonObject } from "@/server/contract/_shared/primitives";
import { seal, unseal } from "@/server/lib/crypto/seal";
import type { Db } from "@/server/store/_postgres/db";
import { prismaOf } from "@/server/store/_postgres/prisma";
import type { Tx } from "@/server/store/events/tx";
import { type InboxRow, logInbox } from "./inboxes";

/** For how long the secret before the last change signs too. */
export const PREVIOUS_SECRET_HOURS = 24;

/**
 * The versions of an inbox's secret that sign now: the current one, then one that was replaced
 * lately. Null without such an inbox.
 */
export async function readSigningVersions(
  db: Db,
  accountId: number,
  { inboxId, now }: { inboxId: number; now: Date },
): Promise<readonly [number, ...number[]] | null> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { accountId, id: inboxId },
    select: { callbackSecretVersion: true, callbackSecretChangedAt: true },
  });
  if (!found) return null;
  const { callbackSecretVersion: version, callbackSecretChangedAt: changedAt } = found;
  const isNew = changedAt !== null && now.getTime() - changedAt.getTime() < PREVIOUS_SECRET_HOURS * 3_600_000;
  return isNew ? [version, version - 1] : [version];
}

/** Raises the version of a locked inbox's secret, and returns it. */
export async function saveCallbackSecret(tx: Tx, inbox: InboxRow): Promise<number> {
  const { callbackSecretVersion } = await prismaOf(tx).inbox.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: inbox.id } },
    data: { callbackSecretVersion: { increment: 1 }, callbackSecretChangedAt: tx.now },
    select: { callbackSecretVersion: true },
  });
  await logInbox(tx, inbox, { callbackSecret: { from: null, to: "rotated" } });
  return callbackSecretVersion;
}

/** The version of an inbox's secret; null without such an inbox. */
export async function readCallbackSecretVersion(
  db: Db,
  accountId: number,
  inboxId: number,
): Promise<number | null> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { accountId, id: inboxId },
    select: { callbackSecretVersion: true },
  });
  return found?.callbackSecretVersion ?? null;
}

/** The versions of the secrets of an account's inboxes, by inbox. */
export async function listCallbackSecretVersions(db: Db, accountId: number): Promise<Map<number, number>> {
  const found = await prismaOf(db).inbox.findMany({
    where: { accountId },
    select: { id: true, callbackSecretVersion: true },
  });
  return new Map(found.map(({ id, callbackSecretVersion }) => [Number(id), callbackSecretVersion]));
}

const purpose = (inboxId: number): string => `identities of inbox ${inboxId}`;

/** Stores an inbox's identity secret, sealed. */
export async function saveIdentitySecret(tx: Tx, inbox: InboxRow, secret: string): Promise<void> {
  await prismaOf(tx).inbox.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: inbox.id } },
    data: { identitySecret: seal(secret, purpose(inbox.id)) },
    select: { id: true },
  });
  await logInbox(tx, inbox, { identitySecret: { from: null, to: "rotated" } });
}

/** An inbox's identity secret; null if it has none, or one that this installation cannot open. */
export async function readIdentitySecret(db: Db, accountId: number, inboxId: number): Promise<string | null> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { accountId, id: inboxId },
    select: { identitySecret: true },
  });
  return found?.identitySecret ? unseal(found.identitySecret, purpose(inboxId)) : null;
}

const channelPurpose = (inboxId: number): string => `channel of inbox ${inboxId}`;

/** The secrets of an inbox's channel; none if it has none, or such that this installation cannot open. */
export async function readChannelSecrets(db: Db, accountId: number, inboxId: number): Promise<JsonObject> {
  const found = await prismaOf(db).inbox.findFirst({
    where: { accountId, id: inboxId },
    select: { channelSecrets: true },
  });
  return found ? openChannelSecrets(found.channelSecrets, inboxId) : {};
}

/** The secrets of the channel of inbox `inboxId`, from its column. */
export function openChannelSecrets(sealed: string | null, inboxId: number): JsonObject {
  const text = sealed === null ? null : unseal(sealed, channelPurpose(inboxId));
  return text === null ? {} : attributes.parse(JSON.parse(text));
}

/** The secrets of the channel of inbox `inboxId` as its column has them. */
export const sealChannelSecrets = (secrets: JsonObject, inboxId: number): string =>
  seal(JSON.stringify(secrets), channelPurpose(inboxId));

/** Stores the secrets of the channel of a locked inbox, sealed. They are in the audit log by their names, without values. */
export async function saveChannelSecrets(
  tx: Tx,
  inbox: InboxRow,
  { before, after }: { before: JsonObject; after: JsonObject },
): Promise<void> {
  if (isDeepStrictEqual(before, after)) return;
  const isEmpty = Object.keys(after).length === 0;
  await prismaOf(tx).inbox.update({
    where: { accountId_id: { accountId: tx.caller.accountId, id: inbox.id } },
    data: { channelSecrets: isEmpty ? null : sealChannelSecrets(after, inbox.id) },
    select: { id: true },
  });
  await logInbox(tx, inbox, { channelSecrets: { from: null, to: isEmpty ? "removed" : "rotated" } });
}
