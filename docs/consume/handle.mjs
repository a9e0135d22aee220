// Your own work begins here: this file is yours.

/**
 * Called for each new item, one after the other, in the order of arrival. The item stays at the head of the queue until
 * this resolves: after an error it is retried, and later items wait. After a crash the last item is handled again, so make
 * this idempotent.
 * @param item `{event}`; or `{row: {type, data}}`, read from a list because its events have expired; or
 *   `{gone: {type, id}}`, deleted permanently. `event.data` is null if that content was deleted since.
 */
export async function handle(item) {}
