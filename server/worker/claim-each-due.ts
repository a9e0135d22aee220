type ClaimedWork<Row> = {
  /** Claims a row that is due, so that nobody else does; undefined: none is. */
  claim: () => Promise<Row | undefined>;
  handle: (row: Row) => Promise<unknown>;
  /** Rows handled at the same time. */
  atOnce: number;
  /** Ends the claims; rows that were claimed are handled. */
  stopping?: AbortSignal | undefined;
};

/**
 * Claims and handles rows until none is due. While nothing is due a run is one statement: others claim only after the first
 * found a row. Throws what `handle` throws.
 */
export async function claimEachDue<Row>({
  claim,
  handle,
  atOnce,
  stopping,
}: ClaimedWork<Row>): Promise<void> {
  const next = async () => (stopping?.aborted ? undefined : claim());
  const handleFrom = async (claimed: Row | undefined): Promise<void> => {
    for (let row = claimed; row !== undefined; row = await next()) await handle(row);
  };
  const first = await next();
  if (first === undefined) return;
  const others = Array.from({ length: atOnce - 1 }, async () => handleFrom(await next()));
  await Promise.all([handleFrom(first), ...others]);
}
