/** Settles ended calls, those of each account on their own: one that fails stops no other. Throws what the first failed with. */
export async function settleEach(
  ended: readonly { accountId: number }[],
  settle: (accountId: number) => Promise<void>,
): Promise<void> {
  const accounts = [...new Set(ended.map(({ accountId }) => accountId))];
  const settled = await Promise.allSettled(accounts.map(settle));
  const failed = settled.find((one) => one.status === "rejected");
  if (failed) throw failed.reason;
}
