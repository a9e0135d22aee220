// Your own work begins here: this file is yours.

/**
 * Called for each item that tells something new, one after the other, in the order in which they came. It stays at the
 * head of the queue until this resolves: what throws is tried again, and nothing behind it is lost or taken before it.
 * After a crash the last one comes once more: let that be harmless.
 * @param item `{event}`; or `{row: {type, data}}`, read from a list because the events that led there cannot be had any
 *   more; or `{gone: {type, id}}`, deleted for ever meanwhile. `event.data` is null where that was deleted since.
 */
export async function handle(item) {}
